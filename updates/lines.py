"""The lists of a letter: work, milestones, materials, contacts, cut to what a reader takes in, with how many more.

Pure. The snapshot keeps everything; what is nearest stands first here, so that a cut leaves out what is farthest.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import format_day, format_days
from customers.choices import ContactRole
from projects.choices import BomLineState, Counterparty, ProjectStatus
from updates.snapshot import Person, Point, Snapshot, Work

MOST_LINES = 12
MOST_CONTACTS = 3


class Row(NamedTuple):
    """A line with a figure or date at the right; ``was`` stands before the value."""

    label: str
    value: str
    was: str = ""
    strong: bool = False


def brief_day(day: date, today: date) -> str:
    """``Nov 24``: the weekday is left out where many days stand in a column."""
    return format_day(day, today, weekday=False)


def done_lines(works: Sequence[Work]) -> tuple[str, ...]:
    """What was finished, in the plan's order."""
    return _cut([work.title for work in works], _more_tasks)


def next_lines(works: Sequence[Work], today: date) -> tuple[str, ...]:
    """What is under way and what comes, the nearest first."""
    nearest = sorted(works, key=lambda work: (work.starts is None, work.starts or date.max))
    return _cut([_coming(work, today) for work in nearest], _more_tasks)


def milestone_rows(points: Sequence[Point], today: date) -> tuple[Row, ...]:
    """Milestones to come, the nearest first, then those reached, the latest first."""
    ahead = sorted((p for p in points if not p.reached), key=lambda p: p.forecast or p.baseline)
    behind = sorted((p for p in points if p.reached), key=lambda p: p.reached, reverse=True)
    rows = [_milestone(point, today) for point in (*ahead, *behind)]
    return _cut(rows, lambda n: Row(ngettext("%d more milestone", "%d more milestones", n) % n, ""))


def material_rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """Materials on which something went wrong; for the inside."""
    rows = []
    for item in snapshot.materials:
        state = str(BomLineState(item.state).label).lower()
        when = _(", expected %s") % brief_day(item.eta, snapshot.today) if item.eta else ""
        rows.append(Row(item.description, f"{state}{when}"))
    return _cut(rows, lambda n: Row(ngettext("%d more item", "%d more items", n) % n, ""))


def owed_lines(snapshot: Snapshot) -> tuple[str, ...]:
    """Responsibilities that are late or wait on somebody, for the inside."""
    lines, today = [], snapshot.today
    for item in snapshot.owed:
        if item.key == "weekly_updates" or (not item.late and item.state != "waiting"):
            continue  # this mail is the weekly update
        days = (today - (item.due if item.late and item.due else item.since)).days
        pattern = _("%(name)s: late by %(days)s, %(who)s")
        if not item.late:
            pattern = _("%(name)s: waiting for %(days)s, %(who)s")
        who = str(Counterparty(item.counterparty).label)
        text = pattern % {"name": item.name, "days": format_days(max(days, 0)), "who": who}
        lines.append(f"{text}. {item.what}" if item.what else text)
    return tuple(lines)


def contact_rows(snapshot: Snapshot, *, customer: bool) -> tuple[Row, ...]:
    """Whom to turn to: the manager and the lead tech; for the inside the people at the customer's as well."""
    rows = [Row(_("Project manager"), _reached(snapshot.manager))]
    if snapshot.lead.email != snapshot.manager.email:
        rows.append(Row(_("Lead tech"), _reached(snapshot.lead)))
    if customer:
        return tuple(rows)
    others = [
        Row(_("Customer, %s") % str(ContactRole(person.role).label).lower(), _reached(person))
        for person in snapshot.contacts
    ]
    more = _cut(others, lambda n: Row(ngettext("%d more contact", "%d more contacts", n) % n, ""), MOST_CONTACTS)
    return (*rows, *more)


def no_change_line(snapshot: Snapshot, coming: Sequence[str], words: str) -> str:
    """``No change this week; next: …`` where nothing was finished and no hour logged, else nothing.

    What comes next is the nearest work, else the nearest milestone, else the day it is ready. Words that say
    so already are not repeated.
    """
    if snapshot.done or snapshot.hours_logged or words.startswith(_("No change this week")):
        return ""
    following = _following(snapshot, coming)
    if not following:
        return _("No change this week.")
    return _("No change this week; next: %s") % following


def _following(snapshot, coming):
    today = snapshot.today
    if snapshot.status == ProjectStatus.ON_HOLD:
        return _("work goes on when the hold ends.")
    if coming:
        return coming[0]
    if ahead := [point for point in snapshot.milestones if not point.reached]:
        nearest = min(ahead, key=lambda point: point.forecast or point.baseline)
        return f"{nearest.title}, {brief_day(nearest.forecast or nearest.baseline, today)}"
    end = snapshot.time.end or snapshot.time.committed_end
    if snapshot.time.delivered_on or end is None or snapshot.time.reason == "nothing_scheduled":
        return ""
    return _("ready on %s") % brief_day(end, today)


def _cut(items: list, more: Callable, most: int = MOST_LINES) -> tuple:
    """The first ``most``; what is left out is counted in a line of its own."""
    if len(items) <= most:
        return tuple(items)
    return (*items[:most], more(len(items) - most))


def _more_tasks(count):
    return ngettext("and %d more task", "and %d more tasks", count) % count


def _reached(person: Person):
    return ", ".join(part for part in (person.name, person.phone, person.email) if part)


def _coming(work: Work, today):
    text = f"{work.title}, {work.who}" if work.who else work.title
    if work.disruptive:
        text = _("%s (interrupts work)") % text
    if work.starts is None:
        return text
    if work.starts <= today:
        return _("%(work)s, under way") % {"work": text}
    return f"{format_day(work.starts, today)}: {text}"


def _milestone(point: Point, today) -> Row:
    if point.reached:
        return Row(point.title, _("reached %s") % brief_day(point.reached, today))
    if point.forecast and point.forecast != point.baseline:
        was = _("was %s,") % brief_day(point.baseline, today)
        return Row(point.title, _("now %s") % brief_day(point.forecast, today), was)
    return Row(point.title, brief_day(point.baseline, today))
