"""From a running clock to hours a day: pure."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

HOUR = Decimal(3600)
CENT = Decimal("0.01")
FORGOTTEN = dt.timedelta(hours=12)  # a clock that ran longer was forgotten: its owner says how much was worked
MOST = Decimal(24)


def is_forgotten(started_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether the clock alone is not believed any more."""
    return now - started_at > FORGOTTEN


def worked(started_at: dt.datetime, stopped_at: dt.datetime, zone: ZoneInfo) -> list[tuple[dt.date, Decimal]]:
    """``(local day, hours)`` of the time between, split at local midnight; hundredths of an hour, half up.

    A part that rounds to nothing is left out.
    """
    parts, begin = [], started_at
    while begin < stopped_at:
        day = begin.astimezone(zone).date()
        midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone).astimezone(dt.UTC)
        end = min(midnight, stopped_at)
        hours = (Decimal((end - begin).total_seconds()) / HOUR).quantize(CENT, ROUND_HALF_UP)
        if hours:
            parts.append((day, min(hours, MOST)))
        begin = end
    return parts
