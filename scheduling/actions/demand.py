"""The sums per day are kept beside the requests, in the transaction that changes them."""

import datetime as dt

from django.db import connection
from django.db.models import BooleanField, Case, CharField, Count, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractIsoWeekDay, TruncDate, TruncTime

from accounts.choices import Level
from accounts.queries import settings_of
from core.tenancy import current_organization_id
from scheduling.models import DemandDay, SupportRequest

ONE_DAY = dt.timedelta(days=1)
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def sum_days(organization, instants):
    """Sum anew the local days in which ``instants`` lie. One organization at a time, until the commit."""
    days = {instant.astimezone(organization.zone).date() for instant in instants}
    if not days:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"demand {current_organization_id()}"])
    own = settings_of(organization)
    rows = _of_days(organization, days)
    summed = list(_summed(rows, own, organization.zone))
    DemandDay.objects.filter(on__in=days).delete()
    DemandDay.objects.bulk_create([_row(one) for one in summed], batch_size=1000)


def _row(one):
    """A sum under the model's own names, which an annotation may not carry."""
    return DemandDay(level=one.pop("level_kept"), hours=one.pop("summed"), **one)


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
