"""Capacity is read here, and what it is computed with is changed: settings, leave, other work, on-call duty."""

import datetime as dt

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.models import OrganizationSettings
from accounts.queries import members, settings_of
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import InvalidInput
from scheduling import actions, queries
from scheduling.api import capacity_shapes as shapes
from scheduling.models import CalendarEntry
from scheduling.queries.capacity import MOST_WEEKS

USUAL = dt.timedelta(weeks=4)
FROM = OpenApiParameter("from", dt.date, description="A day of the first week; without it, today.")
TO = OpenApiParameter(
    "to", dt.date, description="A day of the last week, at most 26 weeks on; usually four weeks."
)


class CapacityView(GenericAPIView):
    """Capacity per level and week."""

    scope_area = "scheduling"
    serializer_class = shapes.LevelWeekSerializer
    pagination_class = None

    @extend_schema(parameters=[FROM, TO], responses=shapes.CapacitySerializer)
    def get(self, request):
        """Hours per level and week: to work, client-facing, kept for support, other work, booked and left.

        `bookable` is what projects may have in all; `booked` of it is taken. Weeks begin on Monday in the
        organization's zone. `days` obey a reserve of their own weekday. While `enforced_from` is empty or
        ahead, the reserve is shown and not enforced.
        """
        today = clock.today(request.organization.zone)
        start, end = _span(request, today)
        found = queries.capacity(request.organization, start=start, end=end, today=today)
        return Response(shapes.CapacitySerializer(found).data)


def _span(request, today):
    start = _day(request, "from", today)
    end = _day(request, "to", min(start, dt.date.max - USUAL) + USUAL - dt.timedelta(days=1))
    if not 2000 <= start.year <= end.year <= 2200:
        raise ValidationError({"from": "must lie between 2000 and 2200"})
    if end < start or end - start > dt.timedelta(weeks=MOST_WEEKS):
        raise ValidationError({"to": f"must lie at most {MOST_WEEKS} weeks after from"})
    return start, end


def _day(request, name, usual):
    text = request.query_params.get(name)
    if not text:
        return usual
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValidationError({name: "must be a date, YYYY-MM-DD"}) from None


class CapacitySettingsView(SingleResource, GenericAPIView):
    """What the reserve is computed with."""

    scope_area = "scheduling"
    serializer_class = shapes.CapacitySettingsSerializer
    pagination_class = None

    def lock_row(self, **kwargs):
        """The organization's own row is there from the start and is what the action locks first."""
        OrganizationSettings.objects.select_for_update().exists()

    @extend_schema(responses=shapes.CapacitySettingsSerializer)
    def get(self, request):
        """The settings in force."""
        return Response(self._shown(request))

    @extend_schema(request=shapes.CapacitySettingsChange, responses=shapes.CapacitySettingsSerializer)
    def patch(self, request):
        """Change some of them. `reserve_enforced_from` null is shadow mode: refusals are only shown."""
        body = shapes.CapacitySettingsChange(data=request.data)
        body.is_valid(raise_exception=True)
        actions.set_capacity(
            organization=request.organization, changes=body.validated_data, by=request.member, now=clock.now()
        )
        return Response(self._shown(request))

    def _shown(self, request):
        row = queries.capacity_settings()
        row.reserve_enforced_from = settings_of(request.organization).reserve_enforced_from
        return self.get_serializer(row).data


class LeaveView(GenericAPIView):
    """What takes people's time beside projects."""

    scope_area = "scheduling"
    serializer_class = shapes.CalendarEntrySerializer
    cursor_ordering = ("starts_on", "id")

    @extend_schema(parameters=[UPDATED_SINCE], responses=shapes.CalendarEntrySerializer(many=True))
    def get(self, request):
        """Leave, other work and on-call duty of everybody, oldest first."""
        rows = updated_since(request, queries.calendar_entries())
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=shapes.CalendarEntryBody, responses={201: shapes.CalendarEntrySerializer})
    def post(self, request):
        """Enter leave, other work or on-call duty; without `hours_a_day` it takes whole days."""
        body = shapes.CalendarEntryBody(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        email = values.pop("user").lower()
        member = next((one for one in members(request.organization) if one.user.email.lower() == email), None)
        if member is None:
            fault = {"pointer": "/user", "code": "unknown", "detail": "Nobody of this address is a member."}
            raise InvalidInput(fault["detail"], [fault])
        entry = actions.add_entry(member=member, by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(entry).data, status=201)


class LeaveEntryView(SingleResource, GenericAPIView):
    """One entry."""

    row_model = CalendarEntry
    scope_area = "scheduling"
    serializer_class = shapes.CalendarEntrySerializer

    @extend_schema(responses=shapes.CalendarEntrySerializer)
    def get(self, request, pk):
        """One entry."""
        return Response(self.get_serializer(get_object_or_404(queries.calendar_entries(), pk=pk)).data)

    @extend_schema(responses={204: None})
    def delete(self, request, pk):
        """Take the entry out; the hours are there again."""
        actions.remove_entry(entry=get_object_or_404(queries.calendar_entries(), pk=pk), by=request.member)
        return Response(status=204)
