"""The status page as frozen values in the customer's words, and the pure rules that write them."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import format_day, format_money
from core.shown import Verdict
from deals.choices import BillingModel
from projects.choices import Color, OutOfScopeMode, OutOfScopeState, ProjectStatus
from projects.rules.out_of_scope import COUNTED
from projects.rules.reasons import time_reason_for_customer
from updates.prices import Hours, price_of, with_changes

GRACE = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A line of the milestones: ``was`` is the day it moved from, ``is_next`` the first not reached."""

    title: str
    day: str
    was: str
    is_reached: bool
    is_next: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the customer may call."""

    name: str
    does: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class PastUpdate:
    """A weekly update that was sent."""

    label: str
    week: str


@dataclass(frozen=True, slots=True)
class Extra:
    """Out-of-scope work: what, and how far it is. No amount: those stand behind the contact's own link."""

    title: str
    state: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class StatusPage:
    """Everything the page prints."""

    organization: str
    customer: str
    title: str
    as_of: dt.datetime | None
    zone: str
    headline: str
    lede: str
    time: Verdict
    price: Verdict
    price_word: str
    dates: tuple[tuple[str, str, str], ...]
    asks: tuple[tuple[str, str], ...]
    milestones: tuple[Milestone, ...]
    extras: tuple[Extra, ...]
    extras_sum: str
    updates: tuple[PastUpdate, ...]
    people: tuple[Person, ...]
    manager_email: str

    @property
    def zone_name(self):
        """The time zone as people write it."""
        return self.zone.replace("_", " ")


def has_gone(link, now):
    """Whether a link (as ``queries.link_by_digest`` gives it) opens nothing any more: expired, or the project long over."""
    return link["expires_at"] <= now or is_over(link["project__ended_at"], now)


def is_over(ended_at, now):
    """Whether a project ended (an instant or None) so long ago that its page is down."""
    return ended_at is not None and ended_at + GRACE <= now


def headline(project, today):
    """The answer in one sentence: when it is ready, and how that compares with the promise."""
    title = project["title"]
    if project["status"] == ProjectStatus.CANCELLED:
        return _("%s has been cancelled.") % title
    if project["delivered_on"]:
        return _("%(title)s was delivered on %(day)s%(against)s.") % {
            "title": title,
            "day": _day(project["delivered_on"], today),
            "against": _against(project),
        }
    if project["status"] == ProjectStatus.ON_HOLD:
        return _("%s is on hold.") % title
    if project["committed_end"] is None:
        return _("No end is agreed for %s yet.") % title
    if _is_unscheduled(project):
        return _("%(title)s is promised for %(day)s and not scheduled yet.") % {
            "title": title,
            "day": _day(project["committed_end"], today),
        }
    end = project["forecast_end"]
    return _("%(title)s will be ready on %(day)s%(against)s.") % {
        "title": title,
        "day": _day(end, today),
        "against": _against(project),
    }


def _is_unscheduled(project):
    """Whether the end is only what would follow if all began today: nothing to tell a customer."""
    return project["forecast_end"] is None or project["time_grounds"] == "nothing_scheduled"


def _against(project):
    slip = project["slip_days"]
    if slip is None or project["committed_end"] is None:
        return ""
    if slip == 0:
        return _(", as promised")
    if slip > 0:
        return (
            ngettext(", %d working day later than promised", ", %d working days later than promised", slip) % slip
        )
    return (
        ngettext(", %d working day earlier than promised", ", %d working days earlier than promised", -slip)
        % -slip
    )


def time_verdict(project):
    """The color of time with its reason in the customer's words; a cancelled project is judged no more."""
    reason = project["time_grounds"]
    if not reason or project["status"] == ProjectStatus.CANCELLED:
        return Verdict(project["time_color"])
    return Verdict(project["time_color"], reason=time_reason_for_customer(reason, project["slip_days"]))


def price_verdict(project, sold, labor, supplied):
    """``(verdict, words)`` of the customer's money by billing model (domain, section 5)."""
    hours = Hours(project["ac"], project["eac"], sold, labor, supplied)
    early = project["budget_color"] == "too_early"
    ratio = project["amber_percent"] / 100  # the organization's, as in the weekly mail
    agreed_price, hours = with_changes(
        project["agreed_price"], hours, project["change_price"], project["change_hours"]
    )
    price = price_of(project["billing_model"], agreed_price, hours, too_early=early, amber_ratio=ratio)
    agreed = format_money(price.agreed, project["currency"])
    if price.kind == BillingModel.FIXED_PRICE:
        return _fixed_price(project, price, agreed)
    used = format_money(price.used, project["currency"])
    if price.kind == BillingModel.TIME_AND_MATERIALS:
        text = _("%(used)s of %(agreed)s estimated") % {"used": used, "agreed": agreed}
    else:
        text = _("%(used)s of at most %(agreed)s used") % {"used": used, "agreed": agreed}
    reason = _("too little is done to tell") if price.color == Color.TOO_EARLY else _by_changes(project)
    verdict = Verdict(price.color, text, reason)
    return verdict, str(verdict.word.label).lower()


def _fixed_price(project, price, agreed):
    """The agreed price; where change orders were approved, what was first agreed and what they added."""
    if not project["change_price"]:
        return Verdict(price.color, agreed), _("as agreed")
    return Verdict(price.color, agreed, _by_changes(project)), _("as approved")


def _by_changes(project):
    """What was first agreed and what approved change orders added; empty without one."""
    if not project["change_price"]:
        return ""
    said = {
        "first": format_money(project["agreed_price"], project["currency"]),
        "more": format_money(project["change_price"], project["currency"]),
    }
    return _("%(first)s first, %(more)s by approved changes") % said


def date_rows(project, today):
    """``(label, day, what it was before)`` for start and end."""
    start = project["started_on"] or project["committed_start"]
    forecast = None if _is_unscheduled(project) or not project["committed_end"] else project["forecast_end"]
    end = project["delivered_on"] or forecast or project["committed_end"]
    rows = []
    if start:
        label = _("Started") if project["started_on"] else _("Start")
        rows.append((label, format_day(start, today), _moved(project["baseline_start"], start, today)))
    if end:
        label = _("Delivered") if project["delivered_on"] else _("End")
        rows.append((label, format_day(end, today), _moved(project["baseline_end"], end, today)))
    return tuple(rows)


def milestone_lines(rows, today):
    """The milestones in order; the first that is not reached is next."""
    following = next((row["id"] for row in rows if row["reached_on"] is None), None)
    return tuple(
        Milestone(
            title=row["title"],
            day=_day(_shown(row), today),
            was=_moved(row["baseline_on"], _shown(row), today, weekday=False),
            is_reached=row["reached_on"] is not None,
            is_next=row["id"] == following,
        )
        for row in rows
    )


def _shown(row):
    return row["reached_on"] or row["forecast_on"] or row["baseline_on"]


def asks(rows, today):
    """``(what, until when)`` of what the customer owes, at most three."""
    texts = {
        "purchased": _("Confirm the list of what you purchased"),
        "dates": _("Confirm start, end and interruptions"),
        "close_out": _("Look through the finished project with us"),
    }
    found = []
    for row in rows:
        if row["key"] in texts and (
            row["state"] == "waiting" or (row["key"] == "purchased" and row["state"] == "open")
        ):
            due = row["due_on"]
            until = (
                ""
                if due is None
                else (_("By %s.") if due >= today else _("It was due on %s.")) % format_day(due, today)
            )
            found.append((texts[row["key"]], until))
    return tuple(found[:3])


def extra_lines(rows):
    """The items in order, in the customer's words."""
    return tuple(Extra(row["title"], *_extra_state(row)) for row in rows)


def _extra_state(row):
    """``(words, whether nothing more will come of it)``."""
    waits = row["state"] == OutOfScopeState.NOTIFIED and row["mode"] == OutOfScopeMode.APPROVAL
    if waits:
        return _("waits for your answer"), False
    words = {
        OutOfScopeState.NOTIFIED: _("agreed beforehand, not begun"),
        OutOfScopeState.APPROVED: _("approved, not begun"),
        OutOfScopeState.IN_PROGRESS: _("under way"),
        OutOfScopeState.DONE: _("done, to be billed"),
        OutOfScopeState.READY_TO_INVOICE: _("done, to be billed"),
        OutOfScopeState.INVOICED: _("done and billed"),
        OutOfScopeState.DISPUTED: _("you objected; we settle it with you"),
    }
    over = {
        OutOfScopeState.DECLINED: _("declined"),
        OutOfScopeState.EXPIRED: _("not answered, not done"),
        OutOfScopeState.ABSORBED: _("done, not billed"),
        OutOfScopeState.CHANGE_ORDER: _("became a change order"),
        OutOfScopeState.WITHDRAWN: _("withdrawn"),
    }
    return (words[row["state"]], False) if row["state"] in words else (over[row["state"]], True)


def extras_sum(rows):
    """The running total without amounts: how many are or will be billed."""
    count = sum(row["state"] in COUNTED for row in rows)
    said = ngettext(
        "%d piece of work is or will be billed on top; the amount stands in the mail about it.",
        "%d pieces of work are or will be billed on top; the amounts stand in the mails about them.",
        count,
    )
    return said % count if count else _("Nothing is billed on top.")


def extra_asks(rows, zone, today):
    """``(what, until when)`` of the items that wait for the customer's approval."""
    found = []
    for row in rows:
        if row["state"] == OutOfScopeState.NOTIFIED and row["mode"] == OutOfScopeMode.APPROVAL:
            until = format_day(row["answer_by"].astimezone(zone).date(), today)
            found.append((_("Approve or decline: %s") % row["title"], _("By %s.") % until))
    return found


def _moved(before, now, today, *, weekday=True):
    return format_day(before, today, weekday=weekday) if before and before != now else ""


def _day(day, today):
    return format_day(day, today, weekday=False)
