"""For which weeks stakeholders are owed a weekly update: the one place that knows. Pure.

Owed from 24 h after acceptance (contract, section 6), once work has begun and it was known that it had: a first
hour that is logged after the week's moment, or for a day long past, owes nothing in hindsight, since nobody
could have told it then. Owed no more from the moment the project ended.
"""

from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from core.calendar import local_instant

FIRST_UPDATE_AFTER = timedelta(hours=24)


class Weekly(Protocol):
    """The weekly moment of an organization."""

    def next_after(self, instant: datetime) -> datetime:
        """The first moment (UTC) after ``instant``."""


def owed_from(
    *, accepted_at: datetime, started_on: date | None, known_at: datetime | None, zone: ZoneInfo
) -> datetime | None:
    """The first instant whose planned moment owes an update, None before the start.

    ``known_at``: when it was first known that work had begun, or that it began again after an end.
    """
    if started_on is None:
        return None
    begun = local_instant(started_on, 0, 0, 0, zone)
    return max(filter(None, (accepted_at + FIRST_UPDATE_AFTER, begun, known_at)))


def is_owed(moment: datetime, since: datetime | None, ended_at: datetime | None) -> bool:
    """Whether the update planned for ``moment`` is owed; ``since`` as ``owed_from`` gives it."""
    return since is not None and moment >= since and (ended_at is None or moment < ended_at)


def next_moment(
    weekly: Weekly, since: datetime | None, ended_at: datetime | None, *, after: datetime | None = None
) -> datetime | None:
    """The first moment after ``after`` whose update is owed; without ``after`` the very first. None when none is.

    ``since`` as ``owed_from`` gives it: work that never began owes nothing, on hold or not.
    """
    if since is None:
        return None
    eve = since - timedelta(microseconds=1)
    moment = weekly.next_after(max(eve, after) if after else eve)
    return moment if is_owed(moment, since, ended_at) else None
