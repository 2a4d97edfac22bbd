"""The lines of the plan as the grid draws them: plain values, and what each cell holds for its editor."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from core.conflicts import plain
from core.formats import format_hours
from core.quick import drawn
from projects.rules.lifecycle import is_open
from projects.views.frame import address

CELLS = (
    "title",
    "phase",
    "skill_level",
    "assignee",
    "planned_start",
    "planned_end",
    "estimate",
    "remaining",
    "disruptive",
    "visible_to_customer",
)


@dataclass(slots=True)
class Line:
    """A line. ``plain``: the value of each cell as text; ``proposed``: what somebody asks for instead.

    ``extra_url``: where work beyond what was agreed is captured at the task; empty once the project is closed.
    """

    pk: UUID
    number: int
    url: str
    title: str
    level: str
    assignee: str
    start: dt.date | None
    end: dt.date | None
    estimate: str
    used: str
    left: str
    unconfirmed: str
    done: dt.date | None
    after: str
    disruptive: bool
    visible: bool
    delivers: str
    plain: dict
    proposed: dict = field(default_factory=dict)
    gone: str = ""
    extra_url: str = ""


def lines_of(project, grid, tasks, proposed=None):
    """The ``Line`` of each of ``tasks``, which are of ``grid``. ``proposed``: ``{id: {field: words}}`` to show with them."""
    numbers, base = grid.numbers, f"{address(project, 'plan').removesuffix('plan/')}tasks/"
    zone, proposed, unconfirmed = project.organization.zone, proposed or {}, _("unconfirmed")
    extra_url = address(project, "capture_extra") if is_open(project.status) else ""
    found = []
    for task in tasks:
        after = sorted((numbers[pk], str(pk)) for pk in task.follows if pk in numbers)
        wanted = proposed.get(str(task.pk), {})
        found.append(
            Line(
                pk=task.pk,
                number=task.number,
                url=f"{base}{task.pk}/",
                title=task.title,
                level=task.skill_level,
                assignee=task.assignee.name if task.assignee else "",
                start=task.planned_start,
                end=task.planned_end,
                estimate=format_hours(task.estimate),
                used=format_hours(task.actual),
                left=format_hours(task.left),
                unconfirmed=unconfirmed if task.unconfirmed else "",
                done=task.done_at and task.done_at.astimezone(zone).date(),
                after=", ".join(str(number) for number, _pk in after),
                disruptive=task.disruptive,
                visible=task.visible_to_customer,
                delivers=task.delivers,
                plain=plain_cells(task) | {"after": ",".join(pk for _number, pk in after)},
                proposed=wanted,
                gone=wanted.get("gone", ""),
                extra_url=extra_url and f"{extra_url}?task={task.pk}",
            )
        )
    return found


def plain_cells(task):
    """What the editor of each cell of a task starts from, as text."""
    values = {name: plain(getattr(task, name)) for name in CELLS if name != "assignee"}
    values["assignee"] = task.assignee_id
    return {name: _text(value) for name, value in values.items()}


def _text(value):
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)


def drawn_lines(lines, *, may, can_plan, today):
    """The rows as HTML."""
    return drawn("projects/plan_rows.html", rows=lines, may=may, can_plan=can_plan, today=today)
