"""Tasks and milestones of a project."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from projects import actions
from projects.api import bodies
from projects.api.base import ProjectScopedView, member_at
from projects.api.serializers import MilestoneSerializer, TaskSerializer
from projects.models import Milestone, Task
from projects.queries.health_facts import with_links

WORK = ("remaining", "done", "after")


class TasksView(ProjectScopedView):
    """The plan."""

    serializer_class = TaskSerializer
    cursor_ordering = ("position", "id")

    @extend_schema(
        operation_id="projects_tasks_list", parameters=[UPDATED_SINCE], responses=TaskSerializer(many=True)
    )
    def get(self, request, number):
        """The tasks in their order."""
        rows = with_links(Task.objects.filter(project=self.project())).select_related("assignee__user")
        return self.listed(updated_since(request, rows))

    @extend_schema(request=bodies.TaskBody, responses={201: TaskSerializer})
    def post(self, request, number):
        """Add a task. Only the project's lead tech and an owner may."""
        project, values = self.project(), task_values(self.parsed(bodies.TaskBody))
        work = {name: values.pop(name) for name in WORK if name in values}
        task = actions.add_task(project=project, by=request.member, now=clock.now(), **values)
        set_work(task, work, request.member)
        return Response(self.get_serializer(task).data, status=201)


class TaskView(SingleResource, ProjectScopedView):
    """One task."""

    row_model = Task
    serializer_class = TaskSerializer

    def task(self, pk):
        """The task with its project and assignee."""
        return self.row(Task, pk, self.project(), "assignee__user")

    def get(self, request, number, pk):
        """One task."""
        return Response(self.get_serializer(self.task(pk)).data)

    @extend_schema(request=bodies.TaskChange)
    def patch(self, request, number, pk):
        """Change fields, set remaining hours, complete or reopen."""
        task, values = self.task(pk), task_values(self.parsed(bodies.TaskChange))
        work = {name: values.pop(name) for name in WORK if name in values}
        actions.update_task(task=task, by=request.member, now=clock.now(), **values)
        set_work(task, work, request.member)
        return Response(self.get_serializer(task).data)

    @extend_schema(responses={204: None})
    def delete(self, request, number, pk):
        """Take the task out of the plan. 409 once hours were logged on it."""
        actions.delete_task(task=self.task(pk), by=request.member, now=clock.now())
        return Response(status=204)


def task_values(values):
    """The assignee's address becomes the member."""
    if "assignee" in values:
        values["assignee"] = member_at(values["assignee"], "/assignee")
    return values


def set_work(task, work, by):
    """What it follows, then remaining hours: completing makes them zero."""
    now = clock.now()
    if "after" in work:
        follows = set(task.links.values_list("before_id", flat=True))
        add, remove = set(work["after"]) - follows, follows - set(work["after"])
        actions.link_task(task=task, add=add, remove=remove, by=by, now=now)
    if "done" in work and not work["done"]:
        actions.reopen_task(task=task, by=by, now=now)
    if "remaining" in work:
        actions.set_remaining(task=task, hours=work["remaining"], by=by, now=now)
    if work.get("done"):
        actions.complete_task(task=task, by=by, now=now)


class MilestonesView(ProjectScopedView):
    """The points the customer sees."""

    serializer_class = MilestoneSerializer
    cursor_ordering = ("baseline_on", "id")

    @extend_schema(
        operation_id="projects_milestones_list",
        parameters=[UPDATED_SINCE],
        responses=MilestoneSerializer(many=True),
    )
    def get(self, request, number):
        """The milestones by planned day."""
        return self.listed(updated_since(request, Milestone.objects.filter(project=self.project())))

    @extend_schema(request=bodies.MilestoneBody, responses={201: MilestoneSerializer})
    def post(self, request, number):
        """Add a milestone."""
        values = self.parsed(bodies.MilestoneBody)
        milestone = actions.add_milestone(project=self.project(), by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(milestone).data, status=201)


class MilestoneView(SingleResource, ProjectScopedView):
    """One milestone."""

    row_model = Milestone
    serializer_class = MilestoneSerializer

    def milestone(self, pk):
        """The milestone with its project."""
        return self.row(Milestone, pk, self.project())

    def get(self, request, number, pk):
        """One milestone."""
        return Response(self.get_serializer(self.milestone(pk)).data)

    @extend_schema(request=bodies.MilestoneChange)
    def patch(self, request, number, pk):
        """Change title or forecast, or say when it was reached."""
        milestone, values = self.milestone(pk), self.parsed(bodies.MilestoneChange)
        reached = "reached_on" in values
        on = values.pop("reached_on", None)
        actions.update_milestone(milestone=milestone, by=request.member, now=clock.now(), **values)
        if reached:
            actions.reach_milestone(milestone=milestone, on=on, by=request.member, now=clock.now())
        return Response(self.get_serializer(milestone).data)

    @extend_schema(responses={204: None})
    def delete(self, request, number, pk):
        """Take the milestone out of the plan."""
        actions.delete_milestone(milestone=self.milestone(pk), by=request.member, now=clock.now())
        return Response(status=204)
