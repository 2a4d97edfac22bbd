"""Bookings: read, made, moved, taken back."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import InvalidInput
from core.paging import search_of
from projects.api.base import member_at
from projects.models import Task
from projects.queries import projects_by_number
from scheduling import actions, queries
from scheduling.api import booking_shapes as shapes
from scheduling.models import Booking

PROJECT = OpenApiParameter("project", str, description="Only bookings of the project of this number.")
USER = OpenApiParameter("user", str, description="Only bookings of the member of this address.")


class BookingsView(GenericAPIView):
    """Project work in people's calendars."""

    scope_area = "scheduling"
    serializer_class = shapes.BookingSerializer
    cursor_ordering = ("starts_at", "id")

    @extend_schema(
        operation_id="bookings_list",
        parameters=[PROJECT, USER, UPDATED_SINCE],
        responses=shapes.BookingSerializer(many=True),
    )
    def get(self, request):
        """Live bookings, the earliest first."""
        rows = queries.bookings()
        number, email = (search_of(request.query_params, name) for name in ("project", "user"))
        if number:
            rows = rows.filter(project__in=[one.pk for one in projects_by_number([number]).values()])
        if email:
            rows = rows.filter(member__user__email=email.lower())
        page = self.paginate_queryset(updated_since(request, rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        operation_id="bookings_create", request=shapes.BookingBody, responses={201: shapes.BookedSerializer}
    )
    def post(self, request):
        """Book a person. 409 with numbers, what is in the way and up to three alternatives when it is refused.

        The `type` ends in `double-booking`, `person-away`, `level-too-low`, `too-short`, `support-presence` or
        `support-reserve`. While the reserve is not enforced the last two are `warnings` of a 201.
        """
        body = shapes.BookingBody(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        project = _project(values["project"])
        made = actions.book(
            project=project,
            task=_task(project, values.get("task")),
            member=member_at(values["user"].lower(), "/user"),
            start=values["start"],
            end=values["end"],
            note=values.get("note", ""),
            override=_override(values),
            by=request.member,
            now=clock.now(),
        )
        return Response(_shown(made), status=201)


class BookingView(SingleResource, GenericAPIView):
    """One booking."""

    row_model = Booking
    scope_area = "scheduling"
    serializer_class = shapes.BookingSerializer

    @extend_schema(operation_id="bookings_retrieve", responses=shapes.BookingSerializer)
    def get(self, request, pk):
        """One live booking."""
        return Response(self.get_serializer(get_object_or_404(queries.bookings(), pk=pk)).data)

    @extend_schema(
        operation_id="bookings_partial_update", request=shapes.BookingChange, responses=shapes.BookedSerializer
    )
    def patch(self, request, pk):
        """Move it to another time or person; refused as a new booking would be."""
        booking = get_object_or_404(queries.bookings(), pk=pk)
        body = shapes.BookingChange(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        moved = actions.move_booking(
            booking=booking,
            member=member_at(values["user"].lower(), "/user") if "user" in values else None,
            start=values.get("start"),
            end=values.get("end"),
            note=values.get("note"),
            override=_override(values),
            by=request.member,
            now=clock.now(),
        )
        return Response(_shown(moved))

    @extend_schema(operation_id="bookings_destroy", responses={204: None})
    def delete(self, request, pk):
        """Take it back; its hours wait again for a place."""
        booking = get_object_or_404(queries.bookings(), pk=pk)
        actions.cancel_booking(booking=booking, by=request.member, now=clock.now())
        return Response(status=204)


def _shown(booked):
    booked.booking.warnings = booked.warnings
    return shapes.BookedSerializer(booked.booking).data


def _override(values):
    return actions.Override(values.get("override_reason", "").strip(), values.get("override_until"))


def _project(number):
    project = projects_by_number([number]).get(number)
    if project is None:
        message = f"There is no project {number}."
        raise InvalidInput(message, [{"pointer": "/project", "code": "unknown", "detail": message}])
    return project


def _task(project, pk):
    if pk is None:
        return None
    task = Task.objects.filter(pk=pk, project=project).first()
    if task is None:
        message = "There is no such task in this project."
        raise InvalidInput(message, [{"pointer": "/task", "code": "unknown", "detail": message}])
    return task
