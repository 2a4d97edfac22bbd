"""The queue of a week as its page shows it: rows in the order of work, counts, people, what was delivered."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mailing.choices import MailState
from mailing.models import ProjectNotice
from updates.choices import Audience, UpdateState
from updates.grouping import plan_mails
from updates.models import UpdateRun
from updates.queries.people import entries_of, rank_of
from updates.queries.runs import calendar_of, newest_updates, settings_in_force
from updates.rules import CALM, ONE_WEEK


@dataclass(frozen=True, slots=True)
class Shown:
    """How a state is said: label, icon, class, and where it stands in the list."""

    label: str
    icon: str
    css: str
    order: int


NEEDS_WORDS = Shown(gettext_lazy("Needs words"), "pencil", "is-warn", 0)
LATE = Shown(pgettext_lazy("update", "Late"), "exclamation-diamond-fill", "is-late", 1)
DRAFT = Shown(gettext_lazy("Draft"), "circle", "is-open", 2)
HELD = Shown(gettext_lazy("On hold"), "pause-circle", "is-wait", 3)
READY = Shown(gettext_lazy("Ready"), "check-lg", "is-done", 4)
SENT = Shown(gettext_lazy("Sent"), "send", "is-done", 5)
MISSED = Shown(gettext_lazy("Missed"), "exclamation-diamond-fill", "is-late", 6)
SETTLED = {UpdateState.APPROVED: READY, UpdateState.HELD: HELD, UpdateState.SENT: SENT, UpdateState.MISSED: MISSED}
GOOD_MAIL = (MailState.ACCEPTED, MailState.DELIVERED)
BAD_MAIL = (MailState.BOUNCED, MailState.COMPLAINED, MailState.FAILED, MailState.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Row:
    """One update of the list."""

    update: object
    shown: Shown
    url: str
    is_unread: bool = False  # nobody at the customer's gets it

    @property
    def is_green(self):
        """Both verdicts calm and nothing left to write: may be approved with the others. A correction never is."""
        update = self.update
        if update.is_correction:
            return False
        calm = {update.time_color, update.budget_color} <= CALM
        return update.state == UpdateState.DRAFT and calm and (not update.needs_words or bool(update.words))


@dataclass
class Week:
    """The page of one week. ``planned`` are the mails that leave or left, with everybody in them."""

    start: dt.date
    current: dt.date
    send_at: dt.datetime
    sent_at: dt.datetime | None
    rows: list[Row] = field(default_factory=list)
    planned: list = field(default_factory=list)
    seats: dict = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def number(self):
        """The ISO week."""
        return self.start.isocalendar().week

    @property
    def end(self):
        """The Sunday."""
        return self.start + dt.timedelta(days=6)

    @property
    def previous(self):
        """The week before, when something happened by then."""
        return self.start - ONE_WEEK if self.first and self.first < self.start else None

    @property
    def next(self):
        """The week after, up to the newest one that has a run, or the current one."""
        return self.start + ONE_WEEK if self.start < max(self.last or self.current, self.current) else None

    def count(self, *shown):
        """How many rows are in one of these states."""
        return sum(row.shown in shown for row in self.rows)

    @property
    def is_current(self):
        """Whether it is this week, so that what is approved late still leaves."""
        return self.start == self.current

    @property
    def ready(self):
        """How many will leave or have left."""
        return self.count(READY, SENT)

    @property
    def sent(self):
        """How many have left."""
        return self.count(SENT)

    @property
    def people(self):
        """How many different addresses the week's mails go to."""
        return len({mail.seat.email.lower() for mail in self.planned})

    @property
    def greens(self):
        """Rows that ``approve all green`` would approve."""
        return [row for row in self.rows if row.is_green]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person of one update; ``mail`` is theirs once it was sent."""

    seat: object
    state: str = ""
    state_css: str = ""
    state_icon: str = ""
    mail_id: object = None


def week_of(organization, week_start, now):
    """The Week of the organization in force; None takes the week of the next or running moment. Six statements."""
    calendar = calendar_of(organization, settings_in_force())
    bounds = UpdateRun.objects.aggregate(first=Min("week_start"), last=Max("week_start"))
    current = calendar.current_week(now)
    start = week_start or max(bounds["last"] or current, current)
    updates = newest_updates(start, leave=("snapshot", "project__health"))
    run = updates[0].run if updates else UpdateRun.objects.filter(week_start=start).first()
    week = Week(
        start,
        current,
        run.send_at if run else calendar.planned_send(start),
        run.sent_at if run else None,
        **bounds,
    )
    staying = {update.pk for update in updates if update.state in (UpdateState.HELD, UpdateState.MISSED)}
    entries = entries_of(organization, updates)
    week.seats = {entry.update_id: entry.seats for entry in entries}
    rows = [
        Row(update, shown_of(update, now), update.get_absolute_url(), is_unread(update, week.seats[update.pk]))
        for update in updates
    ]
    week.rows = sorted(rows, key=lambda row: (row.shown.order, rank_of(row.update)))
    week.planned = plan_mails(entry for entry in entries if entry.update_id not in staying)
    return week


def is_unread(update, seats):
    """Whether the update waits to leave and nobody at the customer's gets it."""
    waits = update.state not in (UpdateState.SENT, UpdateState.MISSED)
    return waits and all(seat.audience != Audience.CUSTOMER for seat in seats)


def shown_of(update, now):
    """How the state of the update is said at ``now``."""
    if update.state in SETTLED:
        return SETTLED[update.state]
    if not update.is_correction and update.run.sent_at is not None and now >= update.run.send_at:
        return LATE
    return NEEDS_WORDS if update.needs_words and not update.words else DRAFT


def recipients_of(organization, update, seats=None):
    """``{audience: [Recipient]}``; of a sent update the people who were told, with the state of their mail.

    ``seats`` are the update's own where they are at hand.
    """
    if update.state == UpdateState.SENT:
        notices = ProjectNotice.objects.filter(
            project=update.project, week_start=update.week_start, version=update.version
        ).select_related("mail")
        found = [_told(notice.mail) for notice in notices.order_by("mail__to_name", "id")]
    else:
        if seats is None:
            seats = entries_of(organization, [update])[0].seats
        found = [Recipient(seat) for seat in seats]
    return {
        audience: [person for person in found if person.seat.audience == audience] for audience in Audience.values
    }


def _told(mail):
    person = mail.contact_id or mail.member_id
    seat = _Seat(mail.audience, mail.to_email, mail.to_name, person)
    css, icon = "is-wait", "hourglass-split"
    if mail.state in GOOD_MAIL:
        css, icon = "is-done", "check-lg"
    elif mail.state in BAD_MAIL:
        css, icon = "is-late", "envelope-exclamation"
    return Recipient(seat, mail.get_state_display(), css, icon, mail.pk)


@dataclass(frozen=True, slots=True)
class _Seat:
    audience: str
    email: str
    name: str
    person_id: object


CHANGES = {
    "time": gettext_lazy("time verdict"),
    "budget": gettext_lazy("budget verdict"),
    "end": gettext_lazy("end date"),
    "start": gettext_lazy("start date"),
    "price": gettext_lazy("price"),
    "needed": gettext_lazy("what is needed"),
    "milestones": gettext_lazy("milestones"),
    "status": gettext_lazy("status"),
    "materials": gettext_lazy("materials"),
}


def changes_in_words(names):
    """``End date, both verdicts`` of the names a snapshot keeps."""
    text = ", ".join(str(CHANGES[name]) for name in names if name in CHANGES)
    return f"{text[:1].upper()}{text[1:]}." if text else _("Nothing a reader would notice.")


def act_address(update, act):
    """Where a form posts an act on this update."""
    return reverse("updates:act", args=[update.organization.slug, update.pk, act])
