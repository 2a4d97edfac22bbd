"""Time entries of a project."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import InvalidInput
from core.paging import search_of
from projects import actions
from projects.api import bodies
from projects.api.base import ProjectScopedView, member_at
from projects.api.serializers import TimeEntrySerializer
from projects.models import OutOfScopeItem, Task, TimeEntry

USER = OpenApiParameter("user", str, description="Only hours of the member of this address.")


class TimeEntriesView(ProjectScopedView):
    """Hours logged on the project."""

    scope_area = "time"
    serializer_class = TimeEntrySerializer
    cursor_ordering = ("-on", "-id")

    @extend_schema(
        operation_id="projects_time_entries_list",
        parameters=[USER, UPDATED_SINCE],
        responses=TimeEntrySerializer(many=True),
    )
    def get(self, request, number):
        """Time entries, latest day first."""
        rows = TimeEntry.objects.filter(project=self.project()).select_related("project", "member__user")
        email = search_of(request.query_params, "user").lower()
        if email:
            rows = rows.filter(member__user__email=email)
        return self.listed(updated_since(request, rows))

    @extend_schema(request=bodies.TimeEntryBody, responses={201: TimeEntrySerializer})
    def post(self, request, number):
        """Log hours. The first entry starts the project; no future day, at most 24 hours a person and day."""
        project, values = self.project(), self.parsed(bodies.TimeEntryBody)
        user = values.pop("user", None)
        entry = actions.log_time(
            project=project,
            member=member_at(user, "/user") if user else request.member,
            task=task_of(project, values.pop("task", None)),
            out_of_scope=item_of(project, values.pop("out_of_scope", None)),
            by=request.member,
            now=clock.now(),
            **values,
        )
        return Response(self.get_serializer(entry).data, status=201)


class TimeEntryView(SingleResource, ProjectScopedView):
    """One time entry."""

    row_model = TimeEntry
    scope_area = "time"
    serializer_class = TimeEntrySerializer

    def entry(self, pk):
        """The entry with its project, person and task."""
        return self.row(TimeEntry, pk, self.project(), "member__user", "task", "out_of_scope")

    def get(self, request, number, pk):
        """One time entry."""
        return Response(self.get_serializer(self.entry(pk)).data)

    @extend_schema(request=bodies.TimeEntryChange)
    def patch(self, request, number, pk):
        """Correct an entry; what it said before stays in the trail."""
        entry, values = self.entry(pk), self.parsed(bodies.TimeEntryChange)
        if "task" in values:
            values["task"] = task_of(entry.project, values["task"])
        if "out_of_scope" in values:
            values["out_of_scope"] = item_of(entry.project, values["out_of_scope"])
        actions.correct_time_entry(entry=entry, by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(entry).data)

    @extend_schema(responses={204: None})
    def delete(self, request, number, pk):
        """Take an entry back."""
        actions.delete_time_entry(entry=self.entry(pk), by=request.member, now=clock.now())
        return Response(status=204)


def task_of(project, pk):
    """The project's task of that id; None stays None. Raises Http404."""
    return get_object_or_404(Task, pk=pk, project=project) if pk else None


def item_of(project, pk):
    """The project's out-of-scope item of that id; None stays None. Raises InvalidInput at its field."""
    if not pk:
        return None
    item = OutOfScopeItem.objects.filter(pk=pk, project=project).first()
    if item is None:
        message = "There is no such out-of-scope item in this project."
        raise InvalidInput(message, [{"pointer": "/out_of_scope", "code": "unknown", "detail": message}])
    return item
