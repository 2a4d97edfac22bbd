"""DECIDE: what a statement of work says, when it is whole, which text is signed, how two versions differ.

Pure. A document is a mapping with the names of ``SECTIONS`` and ``LINES`` (text, one item a line), ``effort``
(``[{phase, level, hours}]``, hours as decimal text), ``price_basis``, ``price`` and ``currency``.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.choices import EvidenceEffect, SigningStep, SowState

ZERO = Decimal(0)
MOST_HOURS = Decimal(100_000)
MOST_TEXT = 20_000
MOST_LINES = 200

SECTIONS: tuple[tuple[str, str | Promise], ...] = (
    ("objectives", _("Objectives")),
    ("deliverables", _("Deliverables")),
    ("exclusions", _("Not included")),
    ("assumptions", _("Assumptions")),
    ("customer_duties", _("What you do")),
    ("acceptance_criteria", _("Acceptance criteria")),
)
LINES: tuple[tuple[str, str | Promise], ...] = (
    ("success_criteria", _("Success means")),
    ("what_could_go_wrong", _("What could go wrong")),
    ("who_decides", _("Who decides")),
)
NEEDED = ("objectives", "deliverables", "acceptance_criteria")
REVIEWS = (SigningStep.LEAD_TECH, SigningStep.PROJECT_MANAGER)
TURNS: dict[SowState, frozenset[SowState]] = {
    SowState.DRAFT: frozenset({SowState.IN_REVIEW}),
    SowState.IN_REVIEW: frozenset({SowState.APPROVED, SowState.REJECTED}),
    SowState.APPROVED: frozenset({SowState.SUPERSEDED}),
    SowState.REJECTED: frozenset(),
    SowState.SUPERSEDED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of two versions side by side; ``kind`` is same, changed, added or removed."""

    kind: str
    before: str
    after: str


def may_turn(state: str, to: str) -> bool:
    """Whether a version in ``state`` may become ``to``."""
    return SowState(to) in TURNS[SowState(state)]


def items(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def effort_hours(effort: Iterable[Mapping[str, str]]) -> Decimal:
    """All hours of an effort table."""
    return sum((Decimal(row["hours"]) for row in effort), ZERO)


def effort_levels(effort: Iterable[Mapping[str, str]]) -> dict[str, Decimal]:
    """Hours per skill level (empty: any level)."""
    found: dict[str, Decimal] = {}
    for row in effort:
        found[row["level"]] = found.get(row["level"], ZERO) + Decimal(row["hours"])
    return found


def merged_effort(*tables: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Tables added up per phase and level, in order of first appearance; what came to zero is left out."""
    sums: dict[tuple[str, str], Decimal] = {}
    for table in tables:
        for row in table:
            key = (row["phase"], row["level"])
            sums[key] = sums.get(key, ZERO) + Decimal(row["hours"])
    return [
        {"phase": phase, "level": level, "hours": hours_text(hours)}
        for (phase, level), hours in sums.items()
        if hours
    ]


def hours_text(hours: Decimal) -> str:
    """Hours as stored in a table: plain, two places at most."""
    text = f"{hours.quantize(Decimal('0.01')):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def effort_problem(effort: Iterable[Mapping[str, str]], levels: Iterable[str], *, may_take_away: bool) -> str:
    """A code for the first thing wrong with a table: ``too_many``, ``level``, ``hours``; empty when it is right."""
    rows, known = list(effort), {"", *levels}
    if len(rows) > MOST_LINES:
        return "too_many"
    for row in rows:
        if row["level"] not in known:
            return "level"
        if not _is_sensible(row["hours"], may_take_away):
            return "hours"
    return ""


def _is_sensible(text: str, may_take_away: bool) -> bool:
    try:
        hours = Decimal(text)
    except (InvalidOperation, TypeError):
        return False
    if not hours.is_finite() or abs(hours) > MOST_HOURS or hours != hours.quantize(Decimal("0.01")):
        return False
    return hours != 0 if may_take_away else hours > 0


def missing(document: Mapping) -> list[str]:
    """What keeps a draft from review: names of sections without an item, ``effort`` without hours."""
    gaps = [name for name in NEEDED if not items(document[name])]
    return gaps if effort_hours(document["effort"]) > 0 else [*gaps, "effort"]


def canonical(document: Mapping) -> str:
    """The one text of a document that is signed: same content, same bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(content: str) -> str:
    """SHA-256 of the canonical text as 64 hex digits."""
    return hashlib.sha256(content.encode()).hexdigest()


def with_change(document: Mapping, added: str, removed: str, effort: Iterable[Mapping[str, str]]) -> dict:
    """The document after a change order: deliverables joined and taken out, hours added up."""
    gone = set(items(removed))
    kept = [line for line in items(document["deliverables"]) if line not in gone]
    return {
        **document,
        "deliverables": "\n".join([*kept, *(line for line in items(added) if line not in kept)]),
        "effort": merged_effort(document["effort"], effort),
    }


def side_by_side(before: str, after: str) -> list[Pair]:
    """Two texts line by line."""
    old, new = items(before), items(after)
    pairs: list[Pair] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = old[a:b], new[c:d]
        if kind == "equal":
            pairs += [Pair("same", line, line) for line in left]
            continue
        both = min(len(left), len(right))
        pairs += [Pair("changed", *couple) for couple in zip(left[:both], right[:both], strict=True)]
        pairs += [Pair("removed", line, "") for line in left[both:]]
        pairs += [Pair("added", "", line) for line in right[both:]]
    return pairs


def sow_bom_effect(*, sow_approved: bool, bom_gaps: int, by_facts: bool) -> EvidenceEffect | None:
    """What the facts do to responsibility 3: fulfilled with an approved SoW and a complete BoM, else opened again.

    ``by_facts`` says that facts had fulfilled it before: only then can their absence reopen it.
    """
    if sow_approved and not bom_gaps:
        return None if by_facts else EvidenceEffect.FULFILLS
    return EvidenceEffect.REOPENS if by_facts else None
