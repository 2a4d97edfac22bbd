"""The plan as a whole: what it comes to and lacks, many tasks at once, approval, baselines, timeline."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.people import PersonSerializer
from accounts.queries import members
from core import clock
from projects import actions
from projects.api import bodies
from projects.api.base import ProjectScopedView
from projects.api.moving import PastedShape
from projects.api.plan import task_values
from projects.api.serializers import hours
from projects.forms.plan_grid import MOST_TEXT, table_of
from projects.forms.tables import WHY
from projects.models import BaselineTask, PlanBaseline
from projects.queries.plan_grid import baselines_of, grid_of
from projects.queries.timeline import timeline_of
from projects.rules.plan import shifted

STEPS = {"up": -1, "down": 1}


class LevelShape(serializers.Serializer):
    """Hours of one skill level (empty: any); ``missing`` is agreed less planned."""

    level = serializers.CharField()
    sold = hours()
    agreed = hours()
    planned = hours()
    missing = hours()


class FindingShape(serializers.Serializer):
    """Something the plan lacks, in words; ``blocks`` keeps it from being approved. ``tasks`` are ids."""

    code = serializers.CharField()
    text = serializers.CharField()
    blocks = serializers.BooleanField()
    tasks = serializers.ListField(child=serializers.UUIDField(), source="keys")


class PlanShape(serializers.Serializer):
    """The sums of the plan; ``approved_at`` null until responsibility 4 is settled."""

    approved_at = serializers.DateTimeField(allow_null=True)
    sold_hours = hours()
    agreed_hours = hours()
    planned_hours = hours()
    levels = LevelShape(many=True)
    findings = FindingShape(many=True)
    deliverables = serializers.ListField(child=serializers.CharField())


class EditsBody(serializers.Serializer):
    """The same to many tasks: set fields, delete, or move one line up or down."""

    tasks = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=2000)
    act = serializers.ChoiceField(choices=("set", "delete", *STEPS))
    set = bodies.TaskChange(required=False)


class LeftShape(serializers.Serializer):
    """What was not done, and why."""

    title = serializers.CharField()
    reason = serializers.CharField()


class EditedShape(serializers.Serializer):
    """Ids of the tasks that were changed, and what was left."""

    changed = serializers.ListField(child=serializers.UUIDField())
    left = LeftShape(many=True)


class PasteTasksBody(serializers.Serializer):
    """A table as text, tabs or CSV, best with a head. Good rows are added."""

    text = serializers.CharField(max_length=MOST_TEXT, trim_whitespace=False)


class BaselineTaskSerializer(serializers.ModelSerializer):
    """A task as it was approved; ``starts_on`` and ``ends_on`` as the forecast of that moment laid it."""

    estimate = hours()

    class Meta:
        model = BaselineTask
        fields = [
            "task",
            "position",
            "phase",
            "title",
            "estimate",
            "skill_level",
            "assignee_name",
            "planned_start",
            "planned_end",
            "starts_on",
            "ends_on",
            "disruptive",
        ]


class BaselineSerializer(serializers.ModelSerializer):
    """An approved plan. It never changes."""

    approved_by = PersonSerializer()
    agreed_hours = hours()
    hours = hours()
    tasks = BaselineTaskSerializer(many=True, source="rows")

    class Meta:
        model = PlanBaseline
        fields = [
            "id",
            "number",
            "approved_by",
            "approved_at",
            "hours",
            "agreed_hours",
            "starts_on",
            "ends_on",
            "tasks",
        ]


class DaysShape(serializers.Serializer):
    """A first and a last day."""

    start = serializers.DateField()
    end = serializers.DateField()


class TimelineRowShape(serializers.Serializer):
    """A task or a phase: as approved and as expected."""

    title = serializers.CharField()
    is_phase = serializers.BooleanField()
    baseline = DaysShape(allow_null=True)
    forecast = DaysShape(allow_null=True)
    disruptive = serializers.BooleanField()
    done = serializers.BooleanField()


class TimelineShape(serializers.Serializer):
    """The rows in order, and the number of the baseline that they are compared with."""

    baseline = serializers.IntegerField(allow_null=True)
    rows = TimelineRowShape(many=True)


class PlanView(ProjectScopedView):
    """Sums and findings."""

    serializer_class = PlanShape

    def get(self, request, number):
        """What the plan comes to against what was sold and agreed, and what it lacks."""
        project = self.project()
        grid = grid_of(project)
        shown = {
            "approved_at": project.plan_approved_at,
            "sold_hours": grid.sold_hours,
            "agreed_hours": grid.agreed_hours,
            "planned_hours": grid.sums["estimate"],
            "levels": grid.levels,
            "findings": grid.findings,
            "deliverables": grid.deliverables,
        }
        return Response(self.get_serializer(shown).data)


class PlanEditsView(ProjectScopedView):
    """Many tasks at once."""

    serializer_class = EditedShape

    @extend_schema(request=EditsBody)
    def post(self, request, number):
        """One act on many tasks; what cannot be done is named. Only the lead tech and an owner may."""
        project, values = self.project(), self.parsed(EditsBody)
        ids, act = values["tasks"], {"project": project, "by": request.member, "now": clock.now()}
        if values["act"] == "delete":
            before = {task.pk for task in grid_of(project).tasks}
            edited = actions.delete_tasks(ids=ids, **act)
            changed = before - {task.pk for task in grid_of(project).tasks}
        else:
            edited = self._changed(values, ids, act)
            changed = [task.pk for task in edited.tasks]
        left = [{"title": title, "reason": reason} for title, reason in edited.left]
        return Response(self.get_serializer({"changed": changed, "left": left}).data)

    def _changed(self, values, ids, act):
        if values["act"] in STEPS:
            step = STEPS[values["act"]]
            return actions.arrange_tasks(rule=lambda lines: shifted(lines, ids, step), **act)
        fields = task_values(dict(values.get("set") or {}))
        fields = {name: value for name, value in fields.items() if name not in ("position", "done", "after")}
        return actions.edit_tasks(wanted={pk: dict(fields) for pk in ids}, leave=True, **act)


class PasteTasksView(ProjectScopedView):
    """A table of tasks."""

    serializer_class = PastedShape

    @extend_schema(request=PasteTasksBody)
    def post(self, request, number):
        """Add the rows that can be taken; the others come back with their reasons."""
        project, text = self.project(), self.parsed(PasteTasksBody)["text"]
        table = table_of(text, members(request.organization))
        rows = [dict(row) for row in table.rows]
        added = actions.add_tasks(project=project, rows=rows, by=request.member, now=clock.now()).tasks
        shown = {
            "columns": table.columns,
            "ignored": table.ignored,
            "rows": len(rows),
            "added": len(added),
            "errors": [
                {"row": one.row, "column": one.column, "code": one.code, "detail": str(WHY[one.code])}
                for one in table.errors
            ],
            "refused": table.refused,
        }
        return Response(self.get_serializer(shown).data)


class ApprovePlanView(ProjectScopedView):
    """The approval."""

    serializer_class = BaselineSerializer

    @extend_schema(request=None, responses={201: BaselineSerializer})
    def post(self, request, number):
        """Freeze the plan as its next baseline; 409 with everything that is missing."""
        baseline = actions.approve_plan(project=self.project(), by=request.member, now=clock.now())
        return Response(self.get_serializer(baseline).data, status=201)


class BaselinesView(ProjectScopedView):
    """All approved plans."""

    serializer_class = BaselineSerializer
    cursor_ordering = ("-number", "-id")

    @extend_schema(operation_id="projects_plan_baselines_list", responses=BaselineSerializer(many=True))
    def get(self, request, number):
        """The approved plans, newest first, with their tasks."""
        return self.listed(baselines_of(self.project()).prefetch_related("rows"))


class TimelineView(ProjectScopedView):
    """Baseline and forecast by day."""

    serializer_class = TimelineShape

    @extend_schema(
        parameters=[OpenApiParameter("baseline", int, description="Number of the baseline; the newest.")]
    )
    def get(self, request, number):
        """The days of each task and phase, as approved and as expected."""
        wanted = request.query_params.get("baseline", "")
        chosen = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else None
        rows, _baselines, baseline = timeline_of(self.project(), clock.now(), chosen)
        return Response(self.get_serializer({"baseline": baseline and baseline.number, "rows": rows}).data)
