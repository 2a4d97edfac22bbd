"""When a person is told: the morning of the digest, and quiet hours. Pure."""

import datetime as dt

MORNING = dt.time(7)


def digest_moment(after, zone, quiet_until=None) -> dt.datetime:
    """The first local morning strictly after ``after`` (aware), as an instant in ``zone``.

    Mornings are at 07:00, or when quiet hours that reach into the day end.
    """
    hour = max(MORNING, quiet_until) if quiet_until and quiet_until < dt.time(12) else MORNING
    day = after.astimezone(zone).date()
    moments = (dt.datetime.combine(day + dt.timedelta(days=ahead), hour, zone) for ahead in range(3))
    return next(moment for moment in moments if moment > after)


def lines_of(texts, most):
    """``(the first ``most`` texts, how many more there are)``."""
    return texts[:most], max(0, len(texts) - most)
