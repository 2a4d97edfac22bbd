"""What a re-delivered deal changes, field by field. Pure: two bodies in, a list of changes out."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from json import dumps
from typing import Any, NamedTuple

# Lists whose entries have an identity of their own; others are compared as a whole.
IDENTITIES = {"lines": "external_id", "contacts": "email", "sites": "external_id"}
AMOUNTS = frozenset({"quantity", "hours", "unit_price", "unit_cost"})
ABSENT = None


class Change(NamedTuple):
    """`field` is a path such as `lines[2].hours`; None stands for absent on that side."""

    field: str
    old: Any
    new: Any

    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"field": self.field, "old": self.old, "new": self.new}


def diff_deals(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The changes from one body to the next in the order of their paths.

    `40` and `40.00` hours are the same; an empty text, an empty list and an absent field too.
    """
    before, after = dict(_flat(old)), dict(_flat(new))
    return [
        Change(path, before.get(path, ABSENT), after.get(path, ABSENT))
        for path in sorted(before.keys() | after.keys())
        if not _same(path, before.get(path, ABSENT), after.get(path, ABSENT))
    ]


def reading(body: Mapping[str, Any] | None) -> str:
    """A short name of a body's content: two readings are equal when nothing was written between them."""
    return sha256(dumps(body, sort_keys=True).encode()).hexdigest()[:32]


def part_of(path: str) -> str:
    """The part of the body that is settled as one: `lines[2]` of `lines[2].hours`, else the first name."""
    if "[" in path:
        return path[: path.index("]") + 1]
    return path.partition(".")[0]


def with_part(body: Mapping[str, Any], after: Mapping[str, Any], part: str) -> dict[str, Any]:
    """`body` with that part as in `after`; an entry that is missing there goes, a new one is last."""
    name, _bracket, label = part.rstrip("]").partition("[")
    if not label:
        return {**body, name: after.get(name)}
    entries = dict(identified(body.get(name) or [], name))
    wanted = dict(identified(after.get(name) or [], name))
    if label in wanted:
        entries[label] = wanted[label]
    else:
        entries.pop(label, None)
    return {**body, name: list(entries.values())}


def _flat(body: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}.")
        elif name in IDENTITIES and _holds_mappings(value):
            for label, entry in identified(value, name):
                yield from _flat(entry, f"{path}[{label}].")
        elif value not in (ABSENT, "", [], ()):
            yield path, value


def _holds_mappings(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(entry, Mapping) for entry in value)
    )


def identified(entries: Sequence[Mapping[str, Any]], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Label each entry of the list of that name by its identity; by its place where that is absent or taken."""
    taken: set[str] = set()
    for place, entry in enumerate(entries, start=1):
        label = str(entry.get(IDENTITIES[name]) or "")
        if not label or label in taken:
            label = f"#{place}"
        taken.add(label)
        yield label, entry


def _same(path: str, old: Any, new: Any) -> bool:
    if old == new:
        return True
    if path.rpartition(".")[2] not in AMOUNTS or ABSENT in (old, new):
        return False
    try:
        return Decimal(str(old)) == Decimal(str(new))
    except InvalidOperation:
        return False
