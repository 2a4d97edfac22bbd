"""Hours over all projects: what another system is the master of, the clock, and whose hours are missing."""

import datetime as dt

from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import JSONParser
from rest_framework.response import Response

from core import clock
from core.api.filters import UPDATED_SINCE, updated_since
from core.calendar import iso_week_label, week_start_of
from core.errors import InvalidInput, NotAllowed
from core.paging import search_of
from projects import actions, permissions
from projects.api import bodies
from projects.api.base import member_at
from projects.api.serializers import TimeEntrySerializer
from projects.api.time import USER, item_of
from projects.models import Task, TimeEntry
from projects.queries import projects_by_number
from projects.queries import timesheet as queries
from projects.rules.timers import is_forgotten

MOST_AT_ONCE = 200
PROJECT = OpenApiParameter("project", str, description="Only hours on the project of this number.")
SINCE = OpenApiParameter("from", dt.date, description="First day.")
UNTIL = OpenApiParameter("to", dt.date, description="Last day.")
ONE_OR_LIST = PolymorphicProxySerializer(
    component_name="TimeDeliveries",
    serializers=[bodies.TimeDelivery, bodies.TimeDelivery(many=True)],
    resource_type_field_name=None,
    many=False,
)


class TimeReceipt(serializers.Serializer):
    """How many entries were new, and how many were known and now say what was sent."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()


class TimerShape(serializers.Serializer):
    """The running clock, all null while none runs; ``forgotten`` after twelve hours: stopping it then needs the hours."""

    project = serializers.CharField(allow_null=True)
    task = serializers.UUIDField(allow_null=True)
    out_of_scope = serializers.UUIDField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    forgotten = serializers.BooleanField()


class SheetWeekShape(serializers.Serializer):
    """Hours of one ISO week; ``missing`` where work was planned, the person was there, and nothing is logged."""

    week = serializers.SerializerMethodField()
    hours = serializers.DecimalField(max_digits=8, decimal_places=2)
    tasks = serializers.IntegerField()
    away = serializers.BooleanField(source="is_away")
    missing = serializers.BooleanField(source="is_missing")

    def get_week(self, week) -> str:
        """``2026-W48``."""
        return iso_week_label(week.monday)


class SheetShape(serializers.Serializer):
    """One person's weeks, oldest first."""

    user = serializers.CharField(source="member.user.email")
    name = serializers.CharField(source="member.name")
    weeks = SheetWeekShape(many=True)


class AllTimeEntriesView(GenericAPIView):
    """Hours over all projects."""

    scope_area = "time"
    serializer_class = TimeEntrySerializer
    parser_classes = (JSONParser,)  # systems of others send: what we do not know is passed over
    cursor_ordering = ("-on", "-id")

    @extend_schema(
        operation_id="time_entries_list",
        parameters=[USER, PROJECT, SINCE, UNTIL, UPDATED_SINCE],
        responses=TimeEntrySerializer(many=True),
    )
    def get(self, request):
        """Time entries, latest day first."""
        rows = TimeEntry.objects.select_related("project", "member__user")
        wanted = {
            "member__user__email": search_of(request.query_params, "user").lower(),
            "project__in": _asked_project(request),
            "on__gte": _day(request, "from"),
            "on__lte": _day(request, "to"),
        }
        rows = rows.filter(**{name: value for name, value in wanted.items() if value or value == []})
        page = self.paginate_queryset(updated_since(request, rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(operation_id="time_entries_receive", request=ONE_OR_LIST, responses=TimeReceipt)
    def post(self, request):
        """Add or correct by ``external_id``: one object, or a list of at most 200. All or nothing.

        For where a PSA is the master of time. A field that is left out keeps its value; the entry follows to
        another project or person.
        """
        several = isinstance(request.data, list)
        if several and len(request.data) > MOST_AT_ONCE:
            raise ValidationError({"non_field_errors": [f"At most {MOST_AT_ONCE} entries at once."]})
        body = bodies.TimeDelivery(data=request.data, many=several)
        body.is_valid(raise_exception=True)
        given = body.validated_data if several else [body.validated_data]
        done = actions.receive_time(entries=_found(request, given, several), by=request.member, now=clock.now())
        new = sum(1 for _entry, is_new in done if is_new)
        return Response(TimeReceipt({"created": new, "updated": len(done) - new}).data)


class TimerView(GenericAPIView):
    """One's own clock."""

    scope_area = "time"
    serializer_class = TimerShape

    @extend_schema(operation_id="timer_retrieve", responses=TimerShape)
    def get(self, request):
        """The running clock."""
        return Response(_shown(queries.running_timer(request.member)))

    @extend_schema(operation_id="timer_start", request=bodies.TimerBody, responses={201: TimerShape})
    def post(self, request):
        """Start it. One that runs is stopped and logged first."""
        body = bodies.TimerBody(data=request.data)
        body.is_valid(raise_exception=True)
        (row,) = _with_projects(request, [dict(body.validated_data)], several=False)
        item = item_of(row["project"], row.get("out_of_scope"))
        what = {"project": row["project"], "task": row.get("task"), "out_of_scope": item}
        actions.start_timer(by=request.member, now=clock.now(), **what)
        return Response(_shown(queries.running_timer(request.member)), status=201)

    @extend_schema(operation_id="timer_discard", responses={204: None})
    def delete(self, request):
        """Throw away what it shows."""
        actions.discard_timer(by=request.member, now=clock.now())
        return Response(status=204)


class StopTimerView(GenericAPIView):
    """The clock, stopped."""

    scope_area = "time"
    serializer_class = TimeEntrySerializer

    @extend_schema(operation_id="timer_stop", request=bodies.StopBody, responses=TimeEntrySerializer(many=True))
    def post(self, request):
        """Log what it shows, an entry per local day; 409 after twelve hours without ``hours``."""
        body = bodies.StopBody(data=request.data)
        body.is_valid(raise_exception=True)
        entries = actions.stop_timer(by=request.member, now=clock.now(), **body.validated_data)
        return Response(self.get_serializer(entries, many=True).data)


class TimesheetsView(GenericAPIView):
    """Whose hours are missing."""

    scope_area = "time"
    serializer_class = SheetShape
    pagination_class = None

    @extend_schema(operation_id="timesheets_list", responses=SheetShape(many=True))
    def get(self, request):
        """The last four weeks of everybody with work planned or hours logged, by name."""
        if not permissions.can_see_timesheets(request.member):
            raise NotAllowed("Who coordinates projects sees whose hours are missing.")
        last = week_start_of(clock.now(), request.organization.zone)
        mondays = [last - dt.timedelta(weeks=back) for back in range(3, -1, -1)]
        return Response(SheetShape(queries.timesheets(request.organization, mondays), many=True).data)


def _found(request, given, several):
    rows = _with_projects(request, [dict(row) for row in given], several=several)
    for place, row in enumerate(rows):
        user = row.pop("user", None)
        row["member"] = member_at(user, _pointer(place, "user", several=several)) if user else request.member
    return rows


def _with_projects(request, rows, *, several):
    """Numbers and ids become projects and tasks, two statements; InvalidInput for what is not there."""
    projects = projects_by_number([row["project"] for row in rows])
    tasks = {
        task.pk: task for task in Task.objects.filter(pk__in={row["task"] for row in rows if row.get("task")})
    }
    faults = []
    for place, row in enumerate(rows):
        number, task = row["project"], row.get("task")
        row["project"] = projects.get(number)
        if row["project"] is None:
            faults.append(
                _unknown(_pointer(place, "project", several=several), f"There is no project {number[:40]}.")
            )
            continue
        row["project"].organization = request.organization
        if task:
            row["task"] = tasks.get(task)
            if row["task"] is None or row["task"].project_id != row["project"].pk:
                faults.append(_unknown(_pointer(place, "task", several=several), "The project has no such task."))
    if faults:
        raise InvalidInput("Nothing was taken in.", faults)
    return rows


def _pointer(place, name, *, several):
    return f"/{place}/{name}" if several else f"/{name}"


def _unknown(pointer, detail):
    return {"pointer": pointer, "code": "unknown", "detail": detail}


def _shown(timer):
    shown = {"project": None, "task": None, "out_of_scope": None, "started_at": None, "forgotten": False}
    if timer is not None:
        shown |= {"project": timer.project.number, "task": timer.task_id, "started_at": timer.started_at}
        shown["out_of_scope"] = timer.out_of_scope_id
        shown["forgotten"] = is_forgotten(timer.started_at, clock.now())
    return TimerShape(shown).data


def _asked_project(request):
    number = search_of(request.query_params, "project")
    return list(projects_by_number([number]).values()) if number else None


def _day(request, name):
    text = request.query_params.get(name, "")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ValidationError({name: "must be a day such as 2026-11-20"}) from error
