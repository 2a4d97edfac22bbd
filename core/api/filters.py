"""Query parameters that every list understands."""

import datetime as dt

from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

UPDATED_SINCE = OpenApiParameter(
    "updated_since",
    OpenApiTypes.DATETIME,
    description="Only rows changed at or after this instant (ISO 8601, with offset).",
)


def updated_since(request, queryset, *, field="updated_at"):
    """``queryset`` without the rows changed before ``?updated_since=``; 400 for anything but an instant."""
    instant = instant_parameter(request, "updated_since")
    return queryset if instant is None else queryset.filter(**{f"{field}__gte": instant})


def instant_parameter(request, name) -> dt.datetime | None:
    """The aware instant given as ``?name=``, or None; raises ValidationError for a naive or unreadable one."""
    raw = request.query_params.get(name)
    if not raw:
        return None
    try:
        instant = parse_datetime(raw.replace(" ", "+"))
        # In UTC, as PostgreSQL takes no offset beyond 16 hours.
        instant = instant.astimezone(dt.UTC) if instant and instant.tzinfo else None
    except (ValueError, OverflowError):
        instant = None
    if instant is None:
        raise ValidationError({name: "must be an instant with offset, for example 2026-11-20T15:00:00Z"})
    return instant
