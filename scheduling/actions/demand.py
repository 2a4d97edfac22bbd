"""The sums per day are kept beside the requests, in the transaction that changes them.

A delivery adds to and takes from the sums what its own requests make, so that it costs the same whether its requests
are of one day or of five hundred.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import BooleanField, Case, CharField, Count, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractIsoWeekDay, TruncDate, TruncTime

from accounts.choices import Level
from accounts.queries import settings_of
from core.tenancy import current_organization_id
from scheduling.models import DemandDay, SupportRequest

ONE_DAY = dt.timedelta(days=1)
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
ADD = """
UPDATE scheduling_demandday AS kept
SET requests = kept.requests + more.requests, counted = kept.counted + more.counted, hours = kept.hours + more.hours
FROM unnest(%s::date[], %s::text[], %s::uuid[], %s::bool[], %s::int[], %s::int[], %s::numeric[])
    AS more ("on", level, request_type_id, is_in_hours, requests, counted, hours)
WHERE kept."on" = more."on" AND kept.level = more.level AND kept.request_type_id = more.request_type_id
    AND kept.is_in_hours = more.is_in_hours
RETURNING kept."on", kept.level, kept.request_type_id, kept.is_in_hours
"""


@dataclass(frozen=True, slots=True)
class Amount:
    """What some requests make on one day, of one level and type."""

    requests: int
    counted: int
    hours: Decimal


def amounts_of(organization, ids) -> dict[tuple, Amount]:
    """``{(day, level, type, within hours): Amount}`` of these requests as they stand in the database."""
    if not ids:
        return {}
    rows = SupportRequest.objects.filter(pk__in=ids).annotate(on=TruncDate("opened_at", tzinfo=organization.zone))
    return {
        (one["on"], one["level_kept"], one["request_type_id"], one["is_in_hours"]): Amount(
            one["requests"], one["counted"], one["summed"]
        )
        for one in _summed(rows, settings_of(organization), organization.zone)
    }


def shift_days(organization, before: Mapping, after: Mapping):
    """Take ``before`` from the sums and add ``after``, both from ``amounts_of``. One organization at a time, until the
    commit.
    """
    more = _difference(before, after)
    if not more:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"demand {current_organization_id()}"])
    days = {key[0] for key in more}
    try:
        with transaction.atomic():
            _add(more)
    except IntegrityError:  # less than nothing: the working hours were others when those days were summed
        _sum_anew(organization, days)
    if before:
        DemandDay.objects.filter(on__in=days, requests=0).delete()


def _difference(before, after):
    """``{key: (requests, counted, hours)}`` of what changes."""
    more = {key: list(astuple(amount)) for key, amount in after.items()}
    for key, amount in before.items():
        mine = more.setdefault(key, [0, 0, Decimal(0)])
        more[key] = [has - had for has, had in zip(mine, astuple(amount), strict=True)]
    return {key: values for key, values in more.items() if any(values)}


def _add(more):
    columns = [list(column) for column in zip(*((*key, *values) for key, values in more.items()), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(ADD, columns)
        known = set(cursor.fetchall())
    DemandDay.objects.bulk_create(
        [_row(key, values) for key, values in more.items() if key not in known], batch_size=1000
    )


def _row(key, values):
    on, level, type_id, is_in_hours = key
    requests, counted, hours = values
    return DemandDay(
        on=on,
        level=level,
        request_type_id=type_id,
        is_in_hours=is_in_hours,
        requests=requests,
        counted=counted,
        hours=hours,
    )


def _sum_anew(organization, days):
    rows = _summed(_of_days(organization, days), settings_of(organization), organization.zone)
    summed = [
        _row(
            (one["on"], one["level_kept"], one["request_type_id"], one["is_in_hours"]),
            (one["requests"], one["counted"], one["summed"]),
        )
        for one in rows
    ]
    DemandDay.objects.filter(on__in=days).delete()
    DemandDay.objects.bulk_create(summed, batch_size=1000)


def _of_days(organization, days):
    """Requests of those days: the index on the opening finds the span, the local date decides."""
    begin = dt.datetime.combine(min(days), dt.time(), organization.zone)
    end = dt.datetime.combine(max(days) + ONE_DAY, dt.time(), organization.zone)
    rows = SupportRequest.objects.filter(opened_at__gte=begin, opened_at__lt=end)
    return rows.annotate(on=TruncDate("opened_at", tzinfo=organization.zone)).filter(on__in=days)


def _summed(rows, own, zone):
    at = TruncTime("opened_at", tzinfo=zone)
    weekday = ExtractIsoWeekDay("opened_at", tzinfo=zone)
    works = Q(weekday__in=[day + 1 for day in own.working_days])
    within = works & Q(at__gte=own.day_starts, at__lt=own.day_ends)
    lowest = Case(When(level="", then=Value(Level.L1)), default=F("level"), output_field=CharField())
    return (
        rows.annotate(at=at, weekday=weekday, of_level=lowest)
        .annotate(is_in_hours=Case(When(within, then=True), default=False, output_field=BooleanField()))
        .order_by()
        .values("on", "request_type_id", "is_in_hours", level_kept=F("of_level"))
        .annotate(
            requests=Count("pk"),
            counted=Count("pk", filter=Q(hours=None)),
            summed=Coalesce(Sum("hours"), Value(0), output_field=DecimalField()),
        )
    )
