"""The plan as a whole: what it comes to and lacks, many tasks at once, approval, baselines, timeline."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from accounts.queries import members
from core import clock
from core.api.filters import UPDATED_SINCE, updated_since
from projects import actions
from projects.api.base import ProjectScopedView
from projects.api.moving import PastedShape
from projects.api.plan import task_values
from projects.api.plan_shapes import (
    STEPS,
    BaselineSerializer,
    EditedShape,
    EditsBody,
    PasteTasksBody,
    PlanShape,
    TimelineShape,
)
from projects.forms.plan_grid import table_of
from projects.forms.tables import WHY
from projects.queries.plan_grid import baselines_of, grid_of
from projects.queries.timeline import timeline_of
from projects.rules.plan import shifted


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

    @extend_schema(
        operation_id="projects_plan_baselines_list",
        parameters=[UPDATED_SINCE],
        responses=BaselineSerializer(many=True),
    )
    def get(self, request, number):
        """The approved plans, newest first, with their tasks."""
        rows = baselines_of(self.project()).prefetch_related("rows")
        return self.listed(updated_since(request, rows, field="approved_at"))


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
