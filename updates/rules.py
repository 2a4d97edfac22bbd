"""When weekly updates are drafted and sent, and who lets them go; which weeks owe one: ``projects.rules.weeks``.

A week is the Monday that starts it; an update belongs to the week of its planned send moment in
the organization's zone, whatever the zone becomes later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.calendar import ONE_DAY, local_instant, week_start_of
from projects.choices import Color
from projects.rules.health import severity
from updates.choices import UpdateMode

ONE_WEEK = 7 * ONE_DAY
CALM = frozenset({Color.GREEN, Color.TOO_EARLY})


@dataclass(frozen=True, slots=True)
class UpdateCalendar:
    """An organization's weekly moments. Weekdays count from 0 (Monday), times are local."""

    zone: ZoneInfo
    send_weekday: int = 4
    send_hour: int = 15
    send_minute: int = 0
    draft_weekday: int = 3
    draft_hour: int = 15
    draft_minute: int = 0

    def planned_send(self, week_start: date) -> datetime:
        """The UTC instant at which the updates of a week leave."""
        return local_instant(week_start, self.send_weekday, self.send_hour, self.send_minute, self.zone)

    def planned_draft(self, week_start: date) -> datetime:
        """The UTC instant at which the drafts appear: the last such moment before sending.

        For a Monday morning's update that moment lies in the week before.
        """
        draft = (self.draft_weekday, self.draft_hour, self.draft_minute)
        send = (self.send_weekday, self.send_hour, self.send_minute)
        monday = week_start - ONE_WEEK if draft >= send else week_start
        return local_instant(monday, *draft, self.zone)

    def week_end(self, week_start: date) -> datetime:
        """The UTC instant at which the local week is over and nothing is caught up any more."""
        return local_instant(week_start + ONE_WEEK, 0, 0, 0, self.zone)

    def current_week(self, now: datetime) -> date:
        return week_start_of(now, self.zone)

    def is_send_due(self, week_start: date, now: datetime) -> bool:
        """From the planned moment to the end of that same local week."""
        return self.planned_send(week_start) <= now < self.week_end(week_start)

    def is_draft_due(self, week_start: date, now: datetime) -> bool:
        return self.planned_draft(week_start) <= now < self.week_end(week_start)

    def weeks_to_draft(self, now: datetime) -> tuple[date, ...]:
        """Weeks whose drafts must exist by now: this week's, and next week's when drafted early."""
        current = self.current_week(now)
        return tuple(week for week in (current, current + ONE_WEEK) if self.is_draft_due(week, now))

    def week_to_send(self, now: datetime) -> date | None:
        """The week whose updates must leave by now, None before this week's moment."""
        current = self.current_week(now)
        return current if self.is_send_due(current, now) else None

    def next_due(self, now: datetime) -> datetime:
        """The UTC instant after `now` at which the next draft or send moment comes."""
        current = self.current_week(now)
        weeks = [current + ONE_WEEK * ahead for ahead in range(3)]
        moments = [
            *(self.planned_draft(week) for week in weeks),
            *(self.planned_send(week) for week in weeks),
        ]
        return min(moment for moment in moments if moment > now)

    def done_since(self, week_start: date) -> datetime:
        """Where the list of done work begins: the previous week's planned send moment."""
        return self.planned_send(week_start - ONE_WEEK)

    def is_leapt_over(self, week_start: date, planned: datetime, now: datetime) -> bool:
        """Whether a change of settings ended the week before `planned`, its moment by the former ones.

        Moving the clock forward over a Monday midnight does that: the week's updates must leave at once.
        """
        return planned >= self.week_end(week_start) and week_start == self.current_week(now) - ONE_WEEK


def verdict_order(colors: Iterable[str]) -> tuple[int, ...]:
    """Sort key that puts the worst verdict first; the worse color of a project weighs most."""
    return tuple(sorted(-severity(color) for color in colors))


def changed_colors(colors: Mapping[str, str], last_colors: Mapping[str, str] | None) -> tuple[str, ...]:
    """Names of verdicts (`on_time`, `on_budget`) that differ from last week's; none at first."""
    if last_colors is None:
        return ()
    return tuple(name for name, color in colors.items() if color != last_colors.get(name))


def needs_words(colors: Mapping[str, str], last_colors: Mapping[str, str] | None) -> bool:
    """A verdict that is not calm, or not what it was, needs the project manager's own sentence."""
    if any(Color(color) not in CALM for color in colors.values()):
        return True
    # Leaving "too early" for "on track" is the normal course and explains itself.
    return any((last_colors or {}).get(name) != Color.TOO_EARLY for name in changed_colors(colors, last_colors))


def may_send_itself(mode: str, colors: Sequence[str], *, changed: bool) -> bool:
    """Whether an unapproved draft leaves at its moment; `changed`: other facts than last week."""
    match UpdateMode(mode):
        case UpdateMode.AUTOMATIC:
            return True
        case UpdateMode.UNCHANGED_GREEN:
            return not changed and all(color == Color.GREEN for color in colors)
        case _:
            return False
