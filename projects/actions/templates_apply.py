"""WRITE: a project begins with a version of a template: tasks with days and links, materials, a draft of the SoW."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError
from projects import permissions
from projects.actions.guards import require, require_open
from projects.actions.health import lock, refresh_health
from projects.actions.lifecycle import follow_tasks
from projects.actions.sow import start_sow, update_sow
from projects.choices import SowState
from projects.models import BomLine, Sow, Task, TaskLink, TemplateVersion
from projects.queries.standards import standards
from projects.queries.templates import missing_lines
from projects.rules.sow import merged_effort
from projects.rules.templates import TEXTS, added_lines, days_of, effort_of


@dataclass(frozen=True, slots=True)
class Added:
    """What a template brought: counts, whether tasks got days, and the SoW draft (None: nothing was written)."""

    tasks: int = 0
    materials: int = 0
    dated: bool = False
    sow: Sow | None = None


@transaction.atomic
def apply_template(*, project, version, by, now, again=False):
    """Begin the project with a published version. Returns what was Added.

    A plan that has lines already gets those that it misses of the version, and only ``again``: otherwise DomainError
    ``has_plan``. Into an empty plan also the project's manager brings a template; lines are never there twice.
    """
    lock(project)
    require_open(project)
    if version.published_at is None:
        raise DomainError("not_published", _("Only a published version can be used."))
    has_plan = project.tasks.exists()
    allowed = permissions.can_start_from_template(by, project, has_plan=has_plan)
    require(allowed, _("Only the project's lead tech changes the plan."))
    if has_plan and not again:
        raise DomainError("has_plan", _("The plan has tasks already. Say that what is missing shall be added."))
    plan, bom = missing_lines(project, version)
    added = begin_with(project, version, plan=plan, bom=bom, by=by, now=now)
    follow_tasks(project, one_less_open=False, by=by, now=now)
    refresh_health(project, now=now)
    return added


def version_in_force(template):
    """The version that a new project begins with. Raises DomainError ``not_published``."""
    row = TemplateVersion.objects.filter(template=template, number=template.version).first()
    if row is None or row.published_at is None:
        raise DomainError("not_published", _("The template “%s” has no published version.") % template.name)
    row.template = template
    return row


def begin_with(project, version, *, by, now, plan=None, bom=None):
    """Write the lines and the draft and remember the version; the caller holds the lock and judges afterwards.

    Without ``plan`` and ``bom`` it is a new project: all tasks, and the materials where the deal brought none.
    """
    plan = version.plan if plan is None else plan
    if bom is None:
        bom = () if project.bom_lines.exists() else version.bom
    start = project.started_on or project.committed_start or project.baseline_start
    _add_tasks(project, plan, start, now)
    _add_materials(project, bom, now)
    sow = _draft(project, version, by, now)
    project.template_version = version
    project.template_name = str(version)[:140]
    project.save(update_fields=["template_version", "template_name"])
    added = Added(len(plan), len(bom), bool(start and plan), sow)
    changes = {"template": [None, str(version)], "tasks": [0, added.tasks], "bom": [0, added.materials]}
    record(
        by=by,
        verb="project.template_applied",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changes | ({"sow": [None, sow.number]} if sow else {}),
    )
    return added


def _add_tasks(project, plan, start, now):
    calendar = standards(project.organization, now.astimezone(project.organization.zone).date()).calendar
    last = Task.objects.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    rows = {}
    for position, line in enumerate(plan, last + 1):
        first, end = days_of(line, start, calendar)
        hours = Decimal(line["hours"])
        rows[line["key"]] = Task(
            project=project,
            position=position,
            phase=line["phase"],
            title=line["title"],
            estimate=hours,
            skill_level=line["level"],
            disruptive=line["disruptive"],
            visible_to_customer=line["visible"],
            planned_start=first,
            planned_end=end,
            template_key=line["key"],
            reached_estimate_at=None if hours else now,
            created_at=now,
            updated_at=now,
        )
    Task.objects.bulk_create(rows.values(), batch_size=500)
    links = [(rows[key], rows[line["key"]]) for line in plan for key in line["after"] if key in rows]
    TaskLink.objects.bulk_create(
        TaskLink(project=project, before=before, after=after, created_at=now) for before, after in links
    )


def _add_materials(project, bom, now):
    last = BomLine.objects.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    BomLine.objects.bulk_create(
        BomLine(
            project=project,
            position=position,
            description=line["description"],
            sku=line["sku"],
            vendor=line["vendor"],
            quantity=Decimal(line["quantity"]),
            created_at=now,
            updated_at=now,
        )
        for position, line in enumerate(bom, last + 1)
    )


def _draft(project, version, by, now):
    """A draft of the SoW with the template's words, where it has some and the project has no SoW yet."""
    words = {name: getattr(version, name) for name in TEXTS} | {"acceptance_criteria": version.checklist}
    if not any(words.values()) or Sow.objects.filter(project=project).exclude(state=SowState.REJECTED).exists():
        return None
    sow = start_sow(project=project, by=by, now=now)
    changes = {name: added_lines(getattr(sow, name), text) for name, text in words.items()}
    if not sow.effort:
        changes["effort"] = merged_effort(effort_of(version.plan))
    return update_sow(sow=sow, by=by, now=now, **changes)
