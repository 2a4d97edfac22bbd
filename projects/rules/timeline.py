"""DECIDE: where bars, weeks and today stand on the timeline of a plan. Pure; units are those of the drawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, LABEL, HEAD, ROW = 1000, 260, 28, 24
MOST_WEEKS = 16
LONGEST_LABEL = 34


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of something."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Row:
    """A task, or a phase (then ``is_phase``): as approved, and as expected now."""

    title: str
    baseline: Days | None = None
    forecast: Days | None = None
    disruptive: bool = False
    done: bool = False
    is_phase: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the drawing; ``css`` is its class."""

    x: float
    y: float
    width: float
    height: float
    css: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text and where it stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the drawing and the day that it stands for; ``named``: whether the day is written."""

    x: float
    day: date
    named: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is drawn, in units of ``width`` × ``height``."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    phases: tuple[Label, ...]
    ticks: tuple[Tick, ...]
    today: float


def with_phases(rows: Sequence[tuple[str, Row]]) -> list[Row]:
    """Rows under a row for each named phase, which reaches from its first day to its last."""
    found: list[Row] = []
    groups: dict[str, list[Row]] = {}
    for phase, row in rows:
        groups.setdefault(phase, []).append(row)
    for phase, members in groups.items():
        if phase:
            baseline, forecast = (
                whole(getattr(row, name) for row in members) for name in ("baseline", "forecast")
            )
            found.append(Row(phase, baseline, forecast, is_phase=True))
        found += members
    return found


def whole(days: Iterable[Days | None]) -> Days | None:
    """From the first day to the last of all."""
    known = [one for one in days if one]
    return Days(min(one.start for one in known), max(one.end for one in known)) if known else None


def drawing(rows: Sequence[Row], today: date) -> Drawing | None:
    """Where everything stands; None while nothing has a day."""
    reach = whole(days for row in rows for days in (row.baseline, row.forecast))
    if reach is None:
        return None
    first = min(reach.start, today) - timedelta(days=1)
    last = max(reach.end, today) + timedelta(days=2)
    per_day = (WIDTH - LABEL) / (last - first).days

    def place(day):
        return round(LABEL + (day - first).days * per_day, 1)

    bars, labels, phases = [], [], []
    for index, row in enumerate(rows):
        top = HEAD + index * ROW
        name = row.title if len(row.title) <= LONGEST_LABEL else f"{row.title[: LONGEST_LABEL - 1]}…"
        (phases if row.is_phase else labels).append(Label(4 if row.is_phase else 14, top + 16, name))
        for days, css, offset, height in (
            (row.baseline, "t-base", 15, 5),
            (row.forecast, _css(row), 4, 10),
        ):
            if days:
                width = max(place(days.end + timedelta(days=1)) - place(days.start), 3)
                bars.append(Bar(place(days.start), top + offset, round(width, 1), height, css))
    return Drawing(
        width=WIDTH,
        height=HEAD + len(rows) * ROW + 8,
        bars=tuple(bars),
        labels=tuple(labels),
        phases=tuple(phases),
        ticks=tuple(_ticks(first, last, place)),
        today=place(today),
    )


def _css(row):
    if row.is_phase:
        return "t-phase"
    if row.done:
        return "t-done"
    return "t-cut" if row.disruptive else "t-plan"


def _ticks(first, last, place):
    """Mondays; with more than MOST_WEEKS of them the firsts of months. Not more are named than fit."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weeks = [day for day in days if day.weekday() == 0]
    marks = weeks if len(weeks) <= MOST_WEEKS else [day for day in days if day.day == 1]
    step = max(1, -(-len(marks) // (MOST_WEEKS // 2)))
    return [Tick(place(day), day, index % step == 0) for index, day in enumerate(marks)]
