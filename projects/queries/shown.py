"""The stored health of a project as frozen values that pages, mails and the API print."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.shown import Bar, Verdict
from projects.rules.reasons import Amounts, budget_reason, time_reason


@dataclass(frozen=True, slots=True)
class Line:
    """One line of “How this is computed”; ``unit`` as in ``projects.rules.explanations``, value None is a dash."""

    label: str
    value: object
    unit: str
    formula: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Money, in ``currency``; internal."""

    color: str
    reason: str
    currency: str
    bac: Decimal
    ac: Decimal
    etc: Decimal
    eac: Decimal
    variance_percent: Decimal | None
    changes: Decimal

    @property
    def first(self):
        """The budget before any change order."""
        return self.bac - self.changes


@dataclass(frozen=True, slots=True)
class Health:
    """Both verdicts in words, the hours behind them and how they were computed. ``cost`` is internal."""

    time: Verdict
    budget: Verdict
    slip_days: int | None
    committed_start: date | None
    committed_end: date | None
    expected_start: date | None
    expected_end: date | None
    bac: Decimal
    ac: Decimal
    etc: Decimal
    eac: Decimal
    variance_percent: Decimal | None
    unconfirmed_tasks: int
    cost: Cost | None
    time_lines: tuple[Line, ...]
    budget_lines: tuple[Line, ...]

    @property
    def bar(self):
        """Hours sold, used and forecast as a bar."""
        return Bar(self.bac, self.ac, self.eac, color=self.budget.color)


def health_of(project):
    """The stored result of the last computation. No statement."""
    time, budget = project.health.get("time", {}), project.health.get("budget", {})
    return Health(
        time=time_shown(project),
        budget=budget_shown(project),
        slip_days=project.slip_days,
        committed_start=project.committed_start,
        committed_end=project.committed_end,
        expected_start=_day(time.get("expected_start")),
        expected_end=_day(time.get("expected_end")),
        bac=project.bac,
        ac=project.ac,
        etc=project.etc,
        eac=project.eac,
        variance_percent=project.variance_percent,
        unconfirmed_tasks=budget.get("unconfirmed_tasks", 0),
        cost=_cost(project.health.get("cost")),
        time_lines=tuple(map(_line, time.get("lines", ()))),
        budget_lines=tuple(map(_line, budget.get("lines", ()))),
    )


def time_shown(project):
    """On-Time as ``core.shown.Verdict``, said in the reader's language."""
    stored = project.health.get("time")
    if not stored:
        return Verdict(project.time_color)
    return Verdict(
        project.time_color, reason=time_reason(stored["reason"], project.slip_days, stored["start_slip_days"])
    )


def budget_shown(project):
    """On-Budget as ``core.shown.Verdict``: in hours, in money where money decides. Internal."""
    stored, cost = project.health.get("budget"), project.health.get("cost")
    if not stored:
        return Verdict(project.budget_color)
    amounts = Amounts(project.bac, project.ac, project.eac)
    if stored["decided_by"] == "cost" and cost:
        amounts = Amounts(Decimal(cost["bac"]), Decimal(cost["ac"]), Decimal(cost["eac"]), cost["currency"])
    return Verdict(project.budget_color, reason=budget_reason(stored["reason"], amounts))


def _cost(block):
    if not block:
        return None
    amounts = {name: Decimal(block[name]) for name in ("bac", "ac", "etc", "eac")}
    variance = block["variance_percent"]
    return Cost(
        color=block["color"],
        reason=block["reason"],
        currency=block["currency"],
        changes=Decimal(block.get("changes") or 0),
        variance_percent=None if variance is None else Decimal(variance),
        **amounts,
    )


def _line(stored):
    return Line(stored["label"], _value(stored["value"], stored["unit"]), stored["unit"], stored["formula"])


def _value(text, unit):
    if text is None:
        return None
    if unit == "day":
        return _day(text)
    return int(text) if unit == "count" else Decimal(text)


def _day(text):
    return date.fromisoformat(text) if text else None
