"""What a snapshot says to each audience, in words: headlines, verdict boxes, asks and rows.

Pure on snapshots; templates only lay the result out. The customer's letter reads the price and never hours of
a fixed price, costs, internal reasons or tasks that are not for the customer.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import format_day, format_hours, format_money, format_signed
from core.words import verdict_word
from deals.choices import BillingModel
from projects.choices import Color, ProjectStatus
from projects.rules.health import severity
from projects.rules.reasons import Amounts, budget_reason, time_reason, time_reason_for_customer
from updates.choices import Audience
from updates.lines import (
    Row,
    brief_day,
    contact_rows,
    done_lines,
    material_rows,
    milestone_rows,
    next_lines,
    no_change_line,
    owed_lines,
)
from updates.snapshot import Owed, Snapshot


class Ask(NamedTuple):
    """What is needed from the reader, and by when."""

    what: str
    note: str


class Box(NamedTuple):
    """A verdict in its box."""

    name: str
    last: str
    color: str
    number: str

    @property
    def label(self):
        """``Time, last week: at risk``."""
        return (
            _("%(label)s, last week: %(word)s") % {"label": self.name, "word": self.last}
            if self.last
            else self.name
        )

    @property
    def verdict(self):
        """The word of the color."""
        return str(verdict_word(self.color).label)


@dataclass(frozen=True, slots=True)
class Letter:
    """One project's section for one audience."""

    audience: str
    number: str
    title: str
    headline: str
    verdict: str
    words: str
    time: Box
    budget: Box
    asks: tuple[Ask, ...]
    no_change: str
    done: tuple[str, ...]
    next: tuple[str, ...]
    milestones: tuple[Row, ...]
    rows: tuple[Row, ...]
    owed: tuple[str, ...]
    contacts: tuple[Row, ...]
    contact: str

    @property
    def later(self):
        """What comes next, without what ``no_change`` says already."""
        said = bool(self.no_change and self.next) and self.no_change.endswith(self.next[0])
        return self.next[1:] if said else self.next


def letter_for(audience, snapshot: Snapshot, words="") -> Letter:
    """The letter of ``audience``; days are written with the year where it is not the snapshot's own."""
    today = snapshot.today
    customer = audience == Audience.CUSTOMER
    done, coming = (
        [work for work in works if work.customer or not customer] for works in (snapshot.done, snapshot.next)
    )
    following = next_lines(coming, today)
    return Letter(
        audience=str(audience),
        number=snapshot.number,
        title=snapshot.title,
        headline=_("%(title)s: %(outlook)s") % {"title": snapshot.title, "outlook": outlook(snapshot)},
        verdict=subject_verdict(snapshot, audience),
        words=words,
        time=time_box(snapshot, customer=customer),
        budget=price_box(snapshot) if customer else budget_box(snapshot),
        asks=tuple(_ask(item, today) for item in snapshot.asks),
        no_change=no_change_line(snapshot, following, words),
        done=done_lines(done),
        next=following,
        milestones=milestone_rows(snapshot.milestones, today),
        rows=(
            *_date_rows(snapshot, today),
            *(_price_rows(snapshot) if customer else _hour_rows(snapshot)),
            Row(
                _("Facts of"), brief_day(today, today)
            ),  # the status page may know more by the day the mail leaves
        ),
        owed=() if customer else owed_lines(snapshot),
        contacts=contact_rows(snapshot, customer=customer),
        contact=snapshot.manager.name,
    )


def outlook(snapshot) -> str:
    """When it is ready, and how that compares with the promise: the half sentence after the title."""
    time, today = snapshot.time, snapshot.today
    if time.delivered_on:
        return _against_promise(_("delivered on %s") % brief_day(time.delivered_on, today), time)
    if snapshot.status == ProjectStatus.ON_HOLD:
        return _("on hold")
    if time.committed_end is None:
        return _("no end agreed yet")
    if _is_unscheduled(time):
        return _("promised for %s, not scheduled yet") % brief_day(time.committed_end, today)
    return _against_promise(_("ready on %s") % brief_day(time.end, today), time)


def short_verdict(snapshot) -> str:
    """For subjects: the worse word of time and the day: ``off track, ready Jan 6``."""
    word = _word(snapshot.time.color)
    today = snapshot.today
    if snapshot.time.delivered_on:
        return _("delivered %s") % brief_day(snapshot.time.delivered_on, today)
    if snapshot.time.committed_end is None:
        return _("no end agreed yet")
    if _is_unscheduled(snapshot.time):
        return word
    return _("%(verdict)s, ready %(day)s") % {"verdict": word, "day": brief_day(snapshot.time.end, today)}


def subject_verdict(snapshot, audience) -> str:
    """``short_verdict``, and the word for the money where that is worse: a subject hides no bad news."""
    text = short_verdict(snapshot)
    customer = audience == Audience.CUSTOMER
    color = snapshot.price.color if customer else snapshot.budget.color
    if color not in (Color.AMBER, Color.RED) or severity(color) <= severity(snapshot.time.color):
        return text
    pattern = _("%(time)s; price %(word)s") if customer else _("%(time)s; budget %(word)s")
    return pattern % {"time": text, "word": _word(color)}


def time_box(snapshot, *, customer) -> Box:
    """On-Time with its number and last week's color."""
    time = snapshot.time
    number = ""
    if time.reason:
        start_slip = snapshot.health.get("time", {}).get("start_slip_days")
        say = time_reason_for_customer if customer else time_reason
        number = say(time.reason, time.slip, start_slip)
    return Box(_("Time"), _word(time.last_color), time.color, number)


def budget_box(snapshot) -> Box:
    """On-Budget for the inside: the number that decided, hours or cost."""
    budget = snapshot.budget
    number = ""
    if budget.reason and budget.decided_by == "cost" and budget.cost_bac is not None:
        cost = Amounts(budget.cost_bac, budget.cost_ac, budget.cost_eac, budget.cost_currency)
        number = budget_reason(budget.reason, cost)
    elif budget.reason:
        number = budget_reason(budget.reason, Amounts(budget.bac, budget.ac, budget.eac))
    return Box(_("Budget"), _word(budget.last_color), budget.color, number)


def price_box(snapshot) -> Box:
    """On-Budget for the customer: their price, by billing model."""
    price = snapshot.price
    agreed = format_money(price.agreed, snapshot.currency)
    if price.kind == BillingModel.FIXED_PRICE:
        number = (_("%s, with approved changes") if price.changes else _("%s, as agreed")) % agreed
    else:
        pattern = _("%(used)s of at most %(agreed)s used")
        if price.kind == BillingModel.TIME_AND_MATERIALS:
            pattern = _("%(used)s of %(agreed)s estimated")
        number = pattern % {"used": format_money(price.used, snapshot.currency), "agreed": agreed}
    return Box(_("Your price"), _word(snapshot.last_price_color), price.color, number)


def needed_lines(audience, snapshot) -> list[str]:
    """What the reader has to know is needed: the customer's own asks, for the inside everything owed."""
    if audience == Audience.INTERNAL:
        return [line if line.endswith(".") else f"{line}." for line in owed_lines(snapshot)]
    asks = (_ask(item, snapshot.today) for item in snapshot.asks)
    return [f"{ask.what} {ask.note}".strip() for ask in asks]


def _is_unscheduled(time):
    """Whether the end is only what would follow if all began today: nothing to tell a reader."""
    return time.delivered_on is None and (time.end is None or time.reason == "nothing_scheduled")


def _word(color):
    return str(verdict_word(color).label).lower() if color else ""


def _against_promise(text, time):
    if time.slip is None or time.committed_end is None:
        return text
    if time.slip == 0:
        return _("%s, as promised") % text
    late = ngettext("%(n)d working day later than promised", "%(n)d working days later than promised", time.slip)
    early = ngettext("%(n)d working day early", "%(n)d working days early", abs(time.slip))
    pattern = late if time.slip > 0 else early
    return f"{text}, {pattern % {'n': abs(time.slip)}}"


def _ask(item: Owed, today) -> Ask:
    what = item.what or _("Confirm the list of what you purchased")
    what = what if what[-1] in ".?!" else f"{what}."
    if item.due is None:
        return Ask(what, "")
    if item.late:
        return Ask(what, _("It was due on %s.") % format_day(item.due, today))
    return Ask(what, _("By %s.") % format_day(item.due, today))


def _date_rows(snapshot, today):
    time, rows = snapshot.time, []
    if time.start:
        rows.append(Row(_("Started") if time.started else _("Start"), brief_day(time.start, today)))
    if time.committed_end is None and time.delivered_on is None:
        rows.append(Row(_("End"), _("not agreed yet")))
        return tuple(rows)
    end = time.committed_end if _is_unscheduled(time) else time.end
    if end:
        moved = time.baseline_end and time.baseline_end != end
        was = _("was %s,") % brief_day(time.baseline_end, today) if moved else ""
        value = _("now %s") % brief_day(end, today) if moved else brief_day(end, today)
        rows.append(Row(_("Delivered") if time.delivered_on else _("End"), value, was))
    return tuple(rows)


def _price_rows(snapshot):
    price, currency = snapshot.price, snapshot.currency
    label = {
        BillingModel.TIME_AND_MATERIALS: _("Estimate"),
        BillingModel.NOT_TO_EXCEED: _("At most"),
    }.get(price.kind, _("Agreed price"))
    rows = []
    if price.changes:
        rows.append(Row(_("First agreed"), format_money(price.agreed - price.changes, currency)))
        rows.append(Row(_("Approved changes"), format_money(price.changes, currency)))
    rows.append(Row(label, format_money(price.agreed, currency)))
    if price.used is not None:
        rows.append(Row(_("Used to date"), format_money(price.used, currency)))
        rows.append(Row(_("Expected at the end"), format_money(price.forecast, currency)))
    return tuple(rows)


def _hour_rows(snapshot):
    budget = snapshot.budget
    rows = []
    if budget.changes:
        rows.append(Row(_("First agreed"), format_hours(budget.bac - budget.changes)))
        rows.append(Row(_("Approved changes"), format_signed(budget.changes, "h")))
    rows += [
        Row(_("Hours budget"), format_hours(budget.bac)),
        Row(_("Used"), format_hours(budget.ac)),
        Row(_("Forecast"), format_hours(budget.eac)),
        Row(_("Logged since the last update"), format_hours(snapshot.hours_logged)),
    ]
    if budget.cost_bac is not None and budget.cost_eac is not None:
        spent = {"forecast": budget.cost_eac, "budget": budget.cost_bac}
        shown = {name: format_money(value, budget.cost_currency) for name, value in spent.items()}
        rows.append(Row(_("Cost forecast"), _("%(forecast)s of %(budget)s") % shown))
    return (*rows, *material_rows(snapshot))
