"""Did the week of the organization in force leave as it should? For alarms and figures, not for pages."""

import datetime as dt
from dataclasses import dataclass

from mailing.choices import MailState
from mailing.models import OutgoingMail
from projects.queries.weeks import projects_owed_updates, updates_owed_from
from projects.rules.weeks import is_owed
from updates.choices import UpdateState
from updates.models import WeeklyUpdate
from updates.queries.runs import PEOPLE, calendar_of, settings_in_force
from updates.rules import may_send_itself
from updates.snapshot import Snapshot, from_json

ON_THE_WAY = (MailState.QUEUED, MailState.LEASED, MailState.SENDING)
MAIL_KIND = "weekly_update"


@dataclass(frozen=True, slots=True)
class RunState:
    """One week of one organization: updates owed, drafted and sent; what should have left and has not.

    ``undrafted`` and ``overdue`` are the product's own debts, ``undelivered`` counts mails of this week that no mail
    server has taken. An update that waits for a person is none of them.
    """

    week_start: dt.date
    send_at: dt.datetime
    expected: int
    sent: int
    undrafted: int
    overdue: int
    undelivered: int

    @property
    def is_complete(self):
        """Whether everything left that could leave without a person."""
        return not (self.undrafted or self.overdue or self.undelivered)


def is_ready(update, settings):
    """Whether the update leaves at its moment without anybody: approved, or its mode lets it go by itself."""
    if update.state == UpdateState.APPROVED:
        return True
    if update.is_correction:
        return False
    mode = update.project.update_mode or settings.update_mode
    snapshot = from_json(Snapshot, update.snapshot)
    # A forecast that moves within what was promised is no news; a first update always needs somebody's look.
    changed = bool(set(snapshot.changed) - {"end"}) or not snapshot.time.last_color
    return may_send_itself(mode, [update.time_color, update.budget_color], changed=changed)


def run_state(organization, now):
    """The RunState of the current local week, or None before its send moment. At most five statements."""
    settings = settings_in_force()
    calendar = calendar_of(organization, settings)
    week = calendar.week_to_send(now)
    if week is None:
        return None
    send_at = calendar.planned_send(week)
    owed = {project.pk for project in _owed(organization, calendar, send_at)}
    updates = {
        update.project_id: update
        for update in WeeklyUpdate.objects.filter(week_start=week, version=1).select_related(*PEOPLE)
    }
    open_ones = [u for u in updates.values() if u.state in (UpdateState.DRAFT, UpdateState.APPROVED)]
    return RunState(
        week_start=week,
        send_at=send_at,
        expected=len(owed | set(updates)),
        sent=sum(update.state == UpdateState.SENT for update in updates.values()),
        undrafted=len(owed - set(updates)),
        overdue=sum(is_ready(update, settings) for update in open_ones),
        undelivered=OutgoingMail.objects.filter(
            kind=MAIL_KIND, state__in=ON_THE_WAY, created_at__gte=send_at, created_at__lte=now
        ).count(),
    )


def _owed(organization, calendar, send_at):
    rows = projects_owed_updates(organization, send_at).select_related(None)
    return [row for row in rows if is_owed(send_at, updates_owed_from(row, calendar.zone), row.ended_at)]
