"""When a person is told: the morning of the digest, and quiet hours. Pure."""

import datetime as dt

MORNING = dt.time(7)


def digest_moment(after, zone, calendar, quiet_until=None) -> dt.datetime:
    """The first working morning strictly after ``after`` (aware), as an instant in ``zone``.

    Mornings are at 07:00, or when quiet hours that reach into the day end; ``calendar`` is a WorkingCalendar.
    """
    hour = max(MORNING, quiet_until) if quiet_until and quiet_until < dt.time(12) else MORNING
    day = calendar.next_working(after.astimezone(zone).date())
    moment = dt.datetime.combine(day, hour, zone)
    if moment > after:
        return moment
    return dt.datetime.combine(calendar.next_working(day + dt.timedelta(days=1)), hour, zone)


def end_of_quiet(now, zone, quiet_until) -> dt.datetime:
    """The next local moment at ``quiet_until`` after ``now`` (aware)."""
    day = now.astimezone(zone).date()
    moment = dt.datetime.combine(day, quiet_until, zone)
    return moment if moment > now else dt.datetime.combine(day + dt.timedelta(days=1), quiet_until, zone)


def lines_of(texts, most):
    """``(the first ``most`` texts, how many more there are)``."""
    return texts[:most], max(0, len(texts) - most)
