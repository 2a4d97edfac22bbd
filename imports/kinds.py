"""What can be imported. An app registers its kinds in its AppConfig; this app knows none of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from core.errors import DomainError
from imports.choices import Act


@dataclass(frozen=True, slots=True)
class Column:
    """A column of ours: ``names`` are headings, in lower case, under which other systems have it."""

    name: str
    label: Any
    names: frozenset = frozenset()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """The rows that make one object: ``[(row number, {our column: text})]``."""

    rows: Sequence[tuple[int, Mapping[str, str]]]

    @property
    def first(self):
        """The number of its first row."""
        return self.rows[0][0]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one row."""

    row: int
    column: str
    code: str
    detail: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a thing. ``before`` is what undoing an update needs, ``moment`` the object's ``updated_at``."""

    act: Act
    object_id: Any = None
    label: str = ""
    before: dict = field(default_factory=dict)
    moment: Any = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """Another system's export: known by ``needs`` among its headings, ``plain``; empty: only by choice.

    ``mapping`` is ``{our column: their heading}``, ``options`` what the kind would ask for the whole file.
    """

    key: str
    label: Any
    needs: frozenset
    mapping: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sort:
    """A column whose values a person sorts before the check.

    ``questions(organization)`` gives ``[(name, label, [(value, label)])]`` to answer per value; ``guess(values,
    organization)`` the ``{value: {name: answer}}`` to begin with, without values that say nothing.
    """

    column: str
    label: Any
    questions: Callable
    guess: Callable


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said of the file: ``options`` of the whole, ``sorting`` as ``{column: {value: {name: answer}}}``."""

    options: Mapping[str, str] = field(default_factory=dict)
    sorting: Mapping[str, Mapping] = field(default_factory=dict)


def _none(_organization):
    return []


def _nothing(_rows):
    return {}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of import.

    ``may(member)``: who may. ``group``: the column whose equal neighbors are one thing; empty: each row is one.
    ``receive(things, by, now, told)`` writes and returns an Outcome per thing in their order, in one transaction
    that a check rolls back. ``undo(things, by, now)`` takes ImportedThings back, newest first, in one transaction,
    and returns ``{its id: why}`` of those it left alone. ``options(organization)`` gives ``[(name, label, [(value,
    label)])]`` to choose for the whole file, ``suggest(rows)`` what the first rows say of them; ``home`` is the view
    that its page leads back to; ``address`` the API's.
    """

    key: str
    label: Any
    columns: tuple[Column, ...]
    may: Callable
    receive: Callable
    undo: Callable
    home: str
    address: str
    scope: str
    group: str = ""
    chunk: int = 100
    help: Any = ""
    options: Callable = _none
    suggest: Callable = _nothing
    presets: tuple[Preset, ...] = ()
    sorts: tuple[Sort, ...] = ()

    def preset_of(self, headings, wanted=""):
        """The preset named ``wanted``, else the one that knows the headings, or None."""
        if wanted:
            return next((one for one in self.presets if one.key == wanted), None)
        there = {plain(heading) for heading in headings}
        return next((one for one in self.presets if one.needs and one.needs <= there), None)


def one_by_one(undo_one: Callable) -> Callable:
    """An ``undo`` of ``undo_one(thing, by, now)``, each in a savepoint; the DomainError it raises is the reason."""

    def undo(things, *, by, now):
        refused = {}
        for thing in things:
            try:
                with transaction.atomic():
                    undo_one(thing, by=by, now=now)
            except DomainError as refusal:
                refused[thing.pk] = str(refusal.message)
        return refused

    return undo


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Offer a kind; the same key again replaces it."""
    KINDS[kind.key] = kind


def guess(headings: Sequence[str], columns: Sequence[Column], remembered: Mapping[str, str]) -> dict[str, str]:
    """``{our column: their heading}``: what was chosen the last time where the heading is there, else by name."""
    left, found = list(headings), {}
    for column in columns:
        heading = remembered.get(column.name)
        if heading not in left:
            heading = next((one for one in left if plain(one) in {plain(column.name), *column.names}), None)
        if heading is not None:
            found[column.name] = heading
            left.remove(heading)
    return found


def plain(heading: str) -> str:
    """A heading without case, marks and double spaces."""
    words = "".join(letter if letter.isalnum() else " " for letter in heading.casefold())
    return " ".join(words.split())
