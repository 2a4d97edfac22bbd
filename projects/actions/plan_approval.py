"""Approving the plan: the baseline is frozen for ever, and responsibility 4 follows from it by facts."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError
from core.formats import format_hours, format_range
from projects.actions.evidence import record_evidence
from projects.actions.tasks import prepare
from projects.choices import EvidenceEffect, EvidenceKind, ResponsibilityKey
from projects.judgment import spans_of
from projects.models import BaselineTask, Evidence, PlanBaseline, Responsibility, Task
from projects.queries.health_facts import facts_of
from projects.queries.plan_grid import grid_of
from projects.queries.standards import standards


@transaction.atomic
def approve_plan(*, project, by, now):
    """Freeze the plan as it is. Returns the PlanBaseline.

    Raises NotAllowed; DomainError ``plan_incomplete`` with everything that is missing, ``plan_unchanged`` when nothing
    differs from the baseline in force.
    """
    prepare(project, by)
    grid = grid_of(project)
    if grid.blocking:
        errors = [{"pointer": "/tasks", "code": one.code, "detail": one.text} for one in grid.blocking]
        text = _("The plan is not complete: %s") % " ".join(one.text for one in grid.blocking)
        raise DomainError("plan_incomplete", text, errors=errors)
    last = PlanBaseline.objects.filter(project=project).first()
    rows = _rows(project, grid, now)
    if last and project.plan_approved_at and _same(rows, last):
        raise DomainError("plan_unchanged", _("Nothing has changed since the plan was approved."))
    baseline = _frozen(project, grid, rows, number=last.number + 1 if last else 1, by=by, now=now)
    days = (baseline.starts_on, baseline.ends_on)
    said = {
        "baseline": baseline,
        "hours": format_hours(baseline.hours),
        "agreed": format_hours(baseline.agreed_hours),
        "days": format_range(*days) if all(days) else _("no days"),
    }
    text = _("%(baseline)s: %(hours)s planned for %(agreed)s agreed, %(days)s.") % said
    _note(project, EvidenceEffect.FULFILLS, text, by, now)
    changes = {"number": [last and last.number, baseline.number], "hours": [None, str(baseline.hours)]}
    record(
        by=by,
        verb="plan.approved",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changes,
    )
    return baseline


def settle_plan(project, *, by, now):
    """Reopen responsibility 4 where a baseline fulfilled it and no task holds the hours agreed since.

    A waiver stands, and so does a confirmation by hand from the days before there were baselines.
    """
    row = Responsibility.objects.get(project=project, key=ResponsibilityKey.PLAN)
    telling = Evidence.objects.filter(responsibility=row).exclude(effect=EvidenceEffect.NOTES)
    last = telling.order_by("at", "id").last()
    if row.waived_at or not last or last.kind != EvidenceKind.PLAN or last.effect != EvidenceEffect.FULFILLS:
        return
    planned = Task.objects.filter(project=project).aggregate(sum=Sum("estimate"))["sum"] or Decimal(0)
    agreed = project.original_hours + project.change_hours
    if planned < agreed:
        said = {"agreed": format_hours(agreed), "missing": format_hours(agreed - planned)}
        text = _("%(agreed)s are agreed now; %(missing)s of them are in no task.") % said
        _note(project, EvidenceEffect.REOPENS, text, by, now)


def _rows(project, grid, now):
    """The lines as they would be frozen, with the days that the forecast of now lays them on."""
    norms = standards(project.organization, now.astimezone(project.organization.zone).date())
    spans = spans_of(project, facts_of([project.pk])[project.pk], norms, now)
    return [
        BaselineTask(
            task=task.pk,
            position=task.number,
            phase=task.phase,
            title=task.title,
            estimate=task.estimate,
            skill_level=task.skill_level,
            assignee_name=task.assignee.name if task.assignee else "",
            planned_start=task.planned_start,
            planned_end=task.planned_end,
            starts_on=_first(task.planned_start, spans.get(task.pk), "start"),
            ends_on=_first(task.planned_end, spans.get(task.pk), "end"),
            disruptive=task.disruptive,
            created_at=now,
        )
        for task in grid.tasks
    ]


def _first(planned, span, side):
    return planned or (getattr(span, side) if span else None)


def _frozen(project, grid, rows, *, number, by, now):
    baseline = PlanBaseline.objects.create(
        project=project,
        number=number,
        approved_by=by,
        approved_at=now,
        hours=grid.sums["estimate"],
        agreed_hours=grid.agreed_hours,
        starts_on=min((row.starts_on for row in rows if row.starts_on), default=None),
        ends_on=max((row.ends_on for row in rows if row.ends_on), default=None),
        created_at=now,
    )
    for row in rows:
        row.baseline = baseline
    BaselineTask.objects.bulk_create(rows, batch_size=500)
    return baseline


SAME = (
    "task",
    "position",
    "phase",
    "title",
    "estimate",
    "skill_level",
    "assignee_name",
    "planned_start",
    "planned_end",
)


def _same(rows, baseline):
    stored = list(BaselineTask.objects.filter(baseline=baseline).values_list(*SAME))
    return stored == [tuple(getattr(row, name) for name in SAME) for row in rows]


def _note(project, effect, text, by, now):
    record_evidence(
        project=project,
        key=ResponsibilityKey.PLAN,
        kind=EvidenceKind.PLAN,
        effect=effect,
        text=text,
        by=by,
        at=now,
        url=f"/o/{project.organization.slug}/projects/{project.number}/timeline/",
    )
