"""READ: proposals for a plan in words: each part before and after, and whether it still fits."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.formats import format_day, format_hours
from projects.choices import ProposalState
from projects.models import PlanProposal, Task
from projects.queries.plan_values import plain_value
from projects.rules.proposals import is_stale

LABELS = {
    name: Task._meta.get_field(name).verbose_name
    for name in (
        "title",
        "phase",
        "estimate",
        "skill_level",
        "assignee",
        "planned_start",
        "planned_end",
        "disruptive",
        "visible_to_customer",
        "delivers",
    )
}


@dataclass(frozen=True, slots=True)
class Part:
    """One change of a proposal as people read it; ``field`` is empty for a task that is added or deleted."""

    kind: str
    title: str
    field: str
    before: str
    after: str
    stale: bool
    task: str


def proposals_of(project, tasks, people, *, member=None):
    """Sent proposals that wait, and the draft of ``member``, each with ``parts``. One statement.

    ``tasks`` are those of the plan; ``people`` maps an id to a name.
    """
    rows = PlanProposal.objects.filter(project=project).select_related("by__user")
    found = list(rows.filter(state__in=(ProposalState.DRAFT, ProposalState.PROPOSED)))
    found = [row for row in found if row.state == ProposalState.PROPOSED or (member and row.by_id == member.pk)]
    for row in found:
        row.project = project
    return parts_of(found, tasks, people)


def parts_of(proposals, tasks, people):
    """The proposals, each with ``parts``: its changes in words, compared with the plan."""
    cells = {str(task.pk): {name: plain_value(task, name) for name in LABELS} for task in tasks}
    for row in proposals:
        row.parts = [part_of(change, cells, people) for change in row.changes]
    return proposals


def part_of(change, cells, people):
    """A part in words."""
    stale = is_stale(change, cells)
    if change["kind"] == "set":
        name = change["field"]
        before, after = (said(name, change[key], people) for key in ("seen", "wanted"))
        return Part("set", change["title"], str(LABELS[name]), before, after, stale, change["task"])
    if change["kind"] == "delete":
        return Part("delete", change["title"], "", _("in the plan"), _("deleted"), stale, change["task"])
    values = change["values"]
    words = [
        said(name, value, people) for name, value in values.items() if name != "title" and value not in ("", None)
    ]
    words = [word for word in words if word not in (_("yes"), _("no"))]
    return Part(
        "add", values.get("title", ""), "", _("not in the plan"), ", ".join(words) or _("added"), stale, ""
    )


def said(name, value, people):
    """A plain value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, ""):
        return _("nothing")
    if name == "estimate":
        return format_hours(value)
    if name == "assignee":
        return people.get(value, _("somebody who left"))
    if name in ("planned_start", "planned_end"):
        return format_day(Task._meta.get_field(name).to_python(value))
    return str(value)


def wishes(proposals):
    """``{task id: {field: words}}`` of all parts, to show beside the cells; a deletion stands under ``gone``."""
    names = {str(label): name for name, label in LABELS.items()}
    found: dict = {}
    for proposal in proposals:
        for part in proposal.parts:
            if part.kind == "set":
                found.setdefault(part.task, {})[names[part.field]] = part.after
            elif part.kind == "delete":
                found.setdefault(part.task, {})["gone"] = part.after
    return found
