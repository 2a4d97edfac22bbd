"""Reading the twelve responsibilities: rows with their evidence, cells for pages, the matrix."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from core.formats import initials
from core.shown import DutyCell, MatrixHead, MatrixRow, matrix_heads
from projects.choices import EvidenceEffect, ResponsibilityState
from projects.models import Evidence, Responsibility
from projects.queries.shown import budget_shown, time_shown
from projects.rules.responsibilities import BY_KEY, TWELVE, is_late

COLUMNS = tuple((item.key.value, item.short_name, item.counterparty.label) for item in TWELVE)
BEGINS = (ResponsibilityState.WAITING, ResponsibilityState.REOPENED)


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence; ``by`` is a Membership or None for the system."""

    kind: str
    effect: str
    text: str
    url: str
    by: object | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """One responsibility of one project with everything that is known of it."""

    key: str
    position: int
    name: str
    short_name: str
    owner_role: str
    counterparty: str
    state: str
    late: bool
    due_on: date | None
    since: datetime
    evidence: tuple[Fact, ...]
    waived_by: object | None
    waived_at: datetime | None
    waiver_reason: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The twelve over many projects: one row each, heads with how many are late now."""

    rows: tuple[MatrixRow, ...]
    heads: tuple[MatrixHead, ...]


def duty_rows(project_ids):
    """``{project id: {key: Responsibility}}``, each with its evidence in ``facts``. Two statements."""
    rows, by_id = defaultdict(dict), {}
    for row in Responsibility.objects.filter(project_id__in=project_ids):
        row.facts = []
        rows[row.project_id][row.key] = row
        by_id[row.pk] = row
    for evidence in Evidence.objects.filter(responsibility__project_id__in=project_ids):
        by_id[evidence.responsibility_id].facts.append(evidence)
    return rows


def responsibilities_of(project, today):
    """The twelve of one project as ``Duty``, in order, with evidence and people. Two statements."""
    rows = list(Responsibility.objects.filter(project=project).select_related("waived_by__user"))
    facts = defaultdict(list)
    for evidence in Evidence.objects.filter(responsibility__in=[row.pk for row in rows]).select_related("by__user"):
        facts[evidence.responsibility_id].append(_fact(evidence))
    return tuple(_duty(row, facts[row.pk], today) for row in rows)


def responsibility_cells(projects, today):
    """``{project id: twelve core.shown.DutyCell}`` for the pages' matrix and track. One statement."""
    by_id = {project.pk: project for project in projects}
    cells = defaultdict(list)
    rows = Responsibility.objects.filter(project_id__in=by_id).select_related("waived_by__user")
    for row in rows.order_by("project_id", "position"):
        cells[row.project_id].append(row)
    return {pk: duty_cells(by_id[pk], rows, today) for pk, rows in cells.items()}


def duty_cells(project, rows, today):
    """The twelve rows of a project (Responsibility or Duty) as cells."""
    zone = project.organization.zone
    base = reverse("projects:detail", args=[project.organization.slug, project.number])
    cells, before = [], None
    for row in rows:
        rule = BY_KEY[row.key]
        cells.append(_cell(row, rule, zone, f"{base}responsibilities/{row.key}/", today, rule.counterparty != before))
        before = rule.counterparty
    return tuple(cells)


def matrix(projects, today):
    """The matrix over ``projects`` (with their customer and organization at hand). One statement."""
    projects = list(projects)
    cells = responsibility_cells(projects, today)
    rows = tuple(_row(project, cells.get(project.pk, ())) for project in projects)
    return Matrix(rows, matrix_heads(COLUMNS, late_counts(rows)))


def late_counts(rows):
    """How many cells of each key are late."""
    return Counter(cell.key for row in rows for cell in row.cells if cell.late)


def _row(project, cells):
    return MatrixRow(
        title=project.title,
        customer=project.customer.name,
        url=project.get_absolute_url(),
        time=time_shown(project),
        budget=budget_shown(project),
        cells=cells,
    )


def _cell(row, rule, zone: ZoneInfo, url, today, opens_group):
    since = row.since.astimezone(zone).date()
    return DutyCell(
        key=row.key,
        position=rule.position,
        name=rule.short_name,
        counterparty=rule.counterparty.label,
        state=str(row.state),
        url=url,
        today=today,
        late=is_late(row.state, row.due_on, today),
        due_on=row.due_on,
        since=since if row.state in BEGINS else None,
        done_on=since if row.state == ResponsibilityState.DONE else None,
        waived_initials=initials(row.waived_by.name) if row.waived_by else "",
        opens_group=opens_group,
        label=rule.name,
    )


def _fact(evidence):
    effect = EvidenceEffect(evidence.effect)
    return Fact(evidence.kind, effect.value, evidence.text, evidence.url, evidence.by, evidence.at)


def _duty(row, facts, today):
    rule = BY_KEY[row.key]
    return Duty(
        key=row.key,
        position=row.position,
        name=rule.name,
        short_name=rule.short_name,
        owner_role=rule.owner_role,
        counterparty=rule.counterparty.value,
        state=row.state,
        late=is_late(row.state, row.due_on, today),
        due_on=row.due_on,
        since=row.since,
        evidence=tuple(facts),
        waived_by=row.waived_by,
        waived_at=row.waived_at,
        waiver_reason=row.waiver_reason,
    )
