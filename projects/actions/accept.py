"""Accepting a deal: the project with its twelve responsibilities, plan and materials; sales is released."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.due import work_is_due_at
from deals.actions import mark_accepted
from deals.choices import LineKind
from projects import mails, permissions, told
from projects.actions.commitments import commitments_of_deal
from projects.actions.contacts import seat_people_of_deal
from projects.actions.duties import make_twelve
from projects.actions.guards import require
from projects.actions.health import refresh_health
from projects.actions.people import check_people
from projects.actions.templates import waive_by_template
from projects.actions.templates_apply import begin_with, version_in_force
from projects.choices import EvidenceEffect, EvidenceKind, ProjectClass, ResponsibilityKey
from projects.models import BomLine, Evidence, Project, ProjectNumber, Task
from projects.queries.standards import standards

ZERO = Decimal(0)
MATERIALS = (LineKind.PRODUCT, LineKind.LICENSE)


@transaction.atomic
def accept_deal(*, deal, project_manager, lead_tech, by, now, template=None):
    """Make a project of a deal that is ready, and release its salesperson. Returns the Project.

    Labor lines become tasks, products and licenses BoM lines, the deal's people contacts of the customer and
    of the project. A ``template`` gives the project its tasks and class instead, waives what its owner approved, and
    brings materials where the deal has none and a draft of the SoW where it has words for one.
    Raises NotAllowed; InvalidInput for people without the role; DomainError ``deal_not_ready`` with
    ``missing``, or ``deal_decided``. The salesperson gets a mail, once.
    """
    require(permissions.can_accept_deal(by), _("Only a project manager, service manager or owner accepts deals."))
    check_people(project_manager, lead_tech)
    deal = mark_accepted(deal=deal, by=by, now=now, project_manager=project_manager)
    lines = list(deal.lines.all())
    version = version_in_force(template) if template else None
    project = _project_of(deal, lines, project_manager, lead_tech, now, template)
    _make_plan(project, lines, now, version)
    commitments_of_deal(project, deal, now)
    seat_people_of_deal(project, deal, now)
    _make_twelve(project, deal, by, now)
    if template is not None:
        waive_by_template(project, template, now=now)
        begin_with(project, version, by=by, now=now)
    refresh_health(project, now=now)
    record(
        by=by,
        verb="project.created",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={
            "deal": [None, deal.title],
            "project_manager": [None, project_manager.name],
            "lead_tech": [None, lead_tech.name],
            "released": [None, deal.salesperson.name],
        },
    )
    for kind in ("daily", "weekly_update"):
        work_is_due_at(project.organization_id, kind, now)
    mails.released(project, by=by)
    told.accepted(project, by=by, now=now)
    return project


def _project_of(deal, lines, project_manager, lead_tech, now, template):
    labor = [line for line in lines if line.kind == LineKind.LABOR]
    return Project.objects.create(
        organization=project_manager.organization,
        sequence=_next_number(),
        title=deal.title,
        project_class=template.project_class if template else ProjectClass.STANDARD,
        template_name=f"{template.name} v{template.version}" if template else "",
        customer=deal.customer,
        deal=deal,
        project_manager=project_manager,
        lead_tech=lead_tech,
        salesperson=deal.salesperson,
        billing_model=deal.billing_model,
        currency=deal.currency,
        agreed_price=sum((_amount(line, "unit_price") for line in lines if line.kind != LineKind.RECURRING), ZERO),
        sold_hours=sum((line.hours or ZERO for line in labor), ZERO),
        sold_levels=_hours_by_level(labor),
        sold_labor_cost=sum((_amount(line, "unit_cost") for line in labor), ZERO),
        accepted_at=now,
        released_at=now,
        baseline_start=deal.target_start,
        baseline_end=deal.target_end,
        committed_start=deal.target_start,
        committed_end=deal.target_end,
        created_at=now,
        updated_at=now,
    )


def _next_number():
    """The next number of the organization; the counter's row stays locked until the transaction ends."""
    ProjectNumber.objects.get_or_create()
    counter = ProjectNumber.objects.select_for_update().get()
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _amount(line, field):
    return line.quantity * (getattr(line, field) or ZERO)


def _hours_by_level(labor):
    hours = {}
    for line in labor:
        hours[line.skill_level] = hours.get(line.skill_level, ZERO) + (line.hours or ZERO)
    return {level: str(amount) for level, amount in hours.items()}


def _make_plan(project, lines, now, version):
    """Labor becomes tasks (unless a template brings its own), products and licenses BoM lines, in the order of the deal."""
    tasks = () if version else _labor_tasks(lines)
    Task.objects.bulk_create(
        Task(
            project=project,
            position=position,
            created_at=now,
            updated_at=now,
            reached_estimate_at=None if values["estimate"] else now,
            **values,
        )
        for position, values in enumerate(tasks, 1)
    )
    BomLine.objects.bulk_create(
        BomLine(
            project=project,
            position=position,
            sku=line.sku,
            description=line.description,
            quantity=line.quantity,
            unit_cost=line.unit_cost,
            unit_price=line.unit_price,
            source_line=line,
        )
        for position, line in enumerate((line for line in lines if line.kind in MATERIALS), 1)
    )


def _labor_tasks(lines):
    for line in lines:
        if line.kind == LineKind.LABOR:
            yield {
                "title": line.description[:200],
                "estimate": line.hours or ZERO,
                "skill_level": line.skill_level,
                "source_line": line,
            }


def _make_twelve(project, deal, by, now):
    zone = project.organization.zone
    today = now.astimezone(zone).date()
    norms = standards(project.organization, today)
    received_on = deal.received_at.astimezone(zone).date()
    rows = make_twelve(project, won_on=deal.won_on or today, received_on=received_on, norms=norms, now=now)
    local = now.astimezone(zone)
    said = {"by": by.name, "sales": deal.salesperson.name, "at": f"{local:%Y-%m-%d %H:%M}"}
    Evidence.objects.create(
        responsibility=rows[ResponsibilityKey.SOLD],
        kind=EvidenceKind.HAND_OFF,
        effect=EvidenceEffect.FULFILLS,
        text=_("%(by)s accepted the hand-off; %(sales)s is released since %(at)s.") % said,
        url=f"/o/{project.organization.slug}/deals/{deal.pk}/",  # contract, section 4
        at=now,
        by=by,
    )
