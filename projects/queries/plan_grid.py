"""READ: the plan as a grid: lines in order with what they carry, sums, and what the plan lacks."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from accounts.queries import holidays, settings_of
from customers.queries import blackouts_between
from projects.choices import SowState
from projects.models import BomLine, PlanBaseline, Sow
from projects.queries.health_facts import AT_HAND, agreed_levels, task_fact
from projects.queries.pages import tasks_of
from projects.rules.health import is_unconfirmed, remaining_hours
from projects.rules.lifecycle import is_open
from projects.rules.plan import Arrival, ClosedDays, Finding, LevelRow, PlanTask, by_level, findings, grouped
from projects.rules.sow import items

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Phase:
    """A piece of the plan: its tasks in order, with the sum of their hours."""

    name: str
    tasks: tuple
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole plan. Each task carries ``number``, ``left``, ``unconfirmed`` and ``follows`` (ids)."""

    phases: tuple[Phase, ...]
    tasks: tuple
    sums: dict
    levels: tuple[LevelRow, ...]
    sold_hours: Decimal
    agreed_hours: Decimal
    findings: tuple[Finding, ...]
    deliverables: tuple[str, ...]

    @property
    def blocking(self):
        """What keeps the plan from being approved."""
        return [one for one in self.findings if one.blocks]

    @property
    def missing_hours(self):
        """Agreed hours that are in no task; negative when more is planned."""
        return self.agreed_hours - self.sums["estimate"]

    @property
    def numbers(self):
        """The number of each line by the id of its task."""
        return {task.pk: task.number for task in self.tasks}


def grid_of(project):
    """The plan of the project in three statements; two more while critical materials are missing, one with interruptions."""
    tasks = ordered(tasks_of(project))
    running = is_open(project.status)
    for number, task in enumerate(tasks, 1):
        fact = task_fact(task)
        task.number = number
        task.left, task.unconfirmed = remaining_hours(fact), is_unconfirmed(fact) and running
    lines, deliverables = [plan_task(task) for task in tasks], deliverables_of(project)
    agreed = project.original_hours + project.change_hours
    sold = {level: Decimal(hours) for level, hours in project.sold_levels.items()}
    return Grid(
        phases=tuple(
            Phase(phase, tuple(rows), sum((row.estimate for row in rows), ZERO))
            for phase, rows in ((phase, list(rows)) for phase, rows in groupby(tasks, key=lambda task: task.phase))
        ),
        tasks=tuple(tasks),
        sums={name: sum((getattr(task, name) for task in tasks), ZERO) for name in ("estimate", "actual", "left")},
        levels=tuple(by_level(lines, sold, agreed_levels(project))),
        sold_hours=project.sold_hours,
        agreed_hours=agreed,
        findings=tuple(
            findings(
                lines,
                agreed_hours=agreed,
                deliverables=deliverables,
                arrivals=arrivals_of(project),
                closed_days=closed_days_of(project, lines),
            )
        ),
        deliverables=tuple(deliverables),
    )


def ordered(tasks):
    """Tasks as the grid shows them: in their order, each phase in one piece."""
    by_id = {task.pk: task for task in tasks}
    return [by_id[pk] for pk, _phase in grouped((task.pk, task.phase) for task in tasks)]


def plan_task(task):
    """The task as the checks see it."""
    return PlanTask(
        key=task.pk,
        title=task.title,
        estimate=task.estimate,
        level=task.skill_level,
        has_assignee=task.assignee_id is not None,
        start=task.planned_start,
        end=task.planned_end,
        done=task.done_at is not None,
        delivers=task.delivers,
        after=tuple(task.follows),
        disruptive=task.disruptive,
    )


def deliverables_of(project):
    """The lines that the SoW in force promises, else those of the version being written. One statement."""
    rows = Sow.objects.filter(project=project, state__in=(SowState.APPROVED, SowState.IN_REVIEW, SowState.DRAFT))
    texts = dict(rows.values_list("state", "deliverables"))
    text = texts.get(SowState.APPROVED) or texts.get(SowState.IN_REVIEW) or texts.get(SowState.DRAFT) or ""
    return items(text)


def arrivals_of(project):
    """Critical materials that are not at hand, with the day from which work can use them."""
    rows = BomLine.objects.filter(project=project, is_critical=True, eta__isnull=False)
    missing = [line for line in rows if line.state not in AT_HAND]
    if not missing:
        return []
    organization = project.organization
    calendar = settings_of(organization).calendar(holidays(organization))
    return [
        Arrival(line.description, line.eta, calendar.add_working_days(line.eta, line.staging_days))
        for line in missing
    ]


def closed_days_of(project, lines):
    """What the customer keeps free of interruptions while the plan has some. No statement without any."""
    spans = [line.days for line in lines if line.disruptive and not line.done and line.days]
    if not spans:
        return []
    first, last = min(start for start, _end in spans), max(end for _start, end in spans)
    found = blackouts_between(project.customer_id, first, last)
    return [ClosedDays(_where(row), row.starts_on, row.ends_on) for row in found]


def _where(blackout):
    return f"{blackout.reason} ({blackout.site.name})" if blackout.site else blackout.reason


def baselines_of(project):
    """The approved plans, newest first, with who approved them."""
    return PlanBaseline.objects.filter(project=project).select_related("approved_by__user")


def changed_since(tasks, instant):
    """The tasks written after ``instant``; all of them without one."""
    return [task for task in tasks if instant is None or task.updated_at > instant]
