"""The only clock. Front rooms (views, API, tasks, commands) ask it; rules and actions get the answer."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """The current instant (UTC, aware), moved by CLOCK_OFFSET in development."""
    return timezone.now() + settings.CLOCK_OFFSET


def today(time_zone: str | dt.tzinfo) -> dt.date:
    """The current date in ``time_zone`` (an IANA name or a tzinfo)."""
    zone = ZoneInfo(time_zone) if isinstance(time_zone, str) else time_zone
    return now().astimezone(zone).date()
