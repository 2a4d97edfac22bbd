"""Frozen values that queries hand to the components: verdict, responsibility cell, matrix, bar.

They know how they are said and which class they carry, so that templates stay free of logic. They hold no
rule: state, lateness and colors come from the rules of the app that made them.
"""

import datetime as dt
import functools
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core import formats, icons, words

REST = frozenset({"is-done", "is-none", "is-waived"})
PHRASES = {
    "is-late": pgettext_lazy("duty", "late by %s"),
    "is-wait": pgettext_lazy("duty", "waiting for %s"),
    "is-open": pgettext_lazy("duty", "open, due %s"),
    "is-done": pgettext_lazy("duty", "done on %s"),
    "is-again": pgettext_lazy("duty", "reopened on %s"),
    "is-waived": pgettext_lazy("duty", "waived by %s"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Health in one word: ``color`` as stored, the ``number`` that decides and the ``reason`` in words."""

    color: str
    number: str = ""
    reason: str = ""

    @property
    def word(self):
        """The ``core.words.Word``: label, icon, css, mark."""
        return words.verdict_word(self.color)


@dataclass(frozen=True, slots=True)
class DutyCell:
    """One responsibility of one project, as the matrix, the duty track and lists show it.

    ``name`` is the short column name and ``counterparty`` its label. ``since`` is the day on which waiting
    began or the responsibility was reopened. ``days`` overrides the calendar days counted up to ``today``;
    ``hours`` is said instead when something is late by less than a day.
    """

    key: str
    position: int
    name: str
    counterparty: str
    state: str
    url: str
    today: dt.date
    late: bool = False
    due_on: dt.date | None = None
    since: dt.date | None = None
    done_on: dt.date | None = None
    waived_initials: str = ""
    days: int | None = None
    hours: int | None = None
    action_label: str = ""
    opens_group: bool = True
    label: str = ""

    @property
    def word(self):
        """The ``core.words.Word`` of the state; late wins."""
        return words.state_word(self.state, late=self.late)

    @property
    def css(self):
        return self.word.css

    @property
    def is_rest(self):
        """Whether the cell says nothing that is owed; the phone leaves it out."""
        return self.word.css in REST

    @property
    def datum(self):
        """The short fact in the cell: ``3 d``, ``Nov 20``, initials, or nothing when not due."""
        if self.word is words.LATE:
            return self._span(self.due_on)
        if self.state == "waiting":
            return self._span(self.since)
        if self.state == "waived":
            return self.waived_initials
        shown = {"open": self.due_on, "reopened": self.since, "done": self.done_on}.get(self.state)
        return _short_day(shown, formats.reading()) if shown else ""

    @property
    def spoken(self):
        """``Dates: late by 3 days``: what a screen reader says of the cell."""
        return _spoken(self.name, self.word, self.datum)

    def _span(self, start):
        days = self.days
        if days is None and start is not None:
            days = max((self.today - start).days, 0)
        if not days and self.hours is not None:
            return f"{self.hours}{formats.NBSP}h"
        return "" if days is None else f"{days}{formats.NBSP}d"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One project of the matrix; ``cells_html`` are its twelve ``<td>`` in order (see ``cells_html``)."""

    title: str
    customer: str
    url: str
    time: Verdict
    budget: Verdict
    cells_html: str


def cells_html(cells):
    """The ``<td>`` of several cells at once: 600 of them through template nodes would cost a page its budget."""
    parts = []
    for cell in cells:
        before, after = cell_parts(cell)
        parts += (before, conditional_escape(cell.url), after)
    return mark_safe("".join(parts))  # noqa: S308  every part is escaped here or below


def cell_parts(cell):
    """What stands before and after the address of a cell's link, as HTML."""
    return _cell_parts(cell.name, cell.word, cell.datum, cell.opens_group)


def _cell_parts(name, word, datum, opens_group):
    css = "".join((" has" if opens_group else "", " rest" if word.css in REST else ""))
    fact = f'<span aria-hidden="true">{conditional_escape(datum)}</span>' if datum else ""
    label = f'<span class="name" aria-hidden="true">{conditional_escape(name)}</span>'
    spoken = f'<span class="sr">{conditional_escape(_spoken(name, word, datum))}</span>'
    before = f'<td class="duty-td{css}"><a class="cell {word.css}" href="'
    after = f'" data-drawer>{icons.icon(word.icon)}{label}{fact}{spoken}</a></td>'
    return before, after


def _spoken(name, word, datum):
    pattern = PHRASES.get(word.css)
    said = pattern % datum if pattern and datum else str(word.label).lower()
    return _("%(name)s: %(state)s") % {"name": name, "state": said}


@functools.lru_cache(maxsize=4096)
def _short_day(day, _language):
    return formats.format_day(day, weekday=False)


@dataclass(frozen=True, slots=True)
class MatrixHead:
    """One column of the matrix: the short name, its counterparty and how many are late now."""

    name: str
    counterparty: str
    late: int = 0
    opens_group: bool = True


@dataclass(frozen=True, slots=True)
class HeadGroup:
    """Neighboring columns that share a counterparty."""

    label: str
    span: int


def matrix_heads(columns, late_counts):
    """``columns`` is the fixed list of ``(key, short name, counterparty label)``; counts go by key."""
    heads, before = [], None
    for key, name, counterparty in columns:
        heads.append(MatrixHead(name, counterparty, late_counts.get(key, 0), counterparty != before))
        before = counterparty
    return tuple(heads)


def head_groups(heads):
    """The groups over the columns, from ``matrix_heads``."""
    groups = []
    for head in heads:
        if head.opens_group:
            groups.append(HeadGroup(head.counterparty, 1))
        else:
            groups[-1] = HeadGroup(groups[-1].label, groups[-1].span + 1)
    return tuple(groups)


@dataclass(frozen=True, slots=True)
class Bar:
    """Sold and changed against used and forecast; percentages of the widest of them, as SVG wants them."""

    budget: Decimal
    used: Decimal
    forecast: Decimal
    color: str = "green"
    unit: str = "h"
    scale: Decimal = field(init=False)

    def __post_init__(self):
        widest = max(self.budget, self.used, self.forecast) * Decimal("1.08")
        object.__setattr__(self, "scale", widest or Decimal(1))

    @property
    def used_width(self):
        return self._percent(min(self.used, self.budget))

    @property
    def next_start(self):
        return self.used_width

    @property
    def next_width(self):
        """Forecast still to come, up to the budget."""
        return self._percent(max(min(self.forecast, self.budget) - min(self.used, self.budget), Decimal(0)))

    @property
    def over_width(self):
        """What is used or forecast beyond the budget."""
        return self._percent(max(max(self.used, self.forecast) - self.budget, Decimal(0)))

    @property
    def budget_at(self):
        return self._percent(self.budget)

    @property
    def over_css(self):
        return "f-over" if self.color == "red" else "f-amber"

    @property
    def spoken(self):
        """``46.5 of 104 h used, forecast 108.2 h``."""
        return _("%(used)s of %(budget)s used, forecast %(forecast)s") % {
            "used": formats.format_number(self.used),
            "budget": self._said(self.budget),
            "forecast": self._said(self.forecast),
        }

    def _said(self, value):
        return formats.format_hours(value) if self.unit == "h" else formats.format_money(value, self.unit)

    def _percent(self, value):
        return f"{formats.round_half_up(100 * value / self.scale, 2)}%"
