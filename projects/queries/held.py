"""READ: what is open under a member's name, for the page of the member and for handing it over."""

from dataclasses import dataclass, field

from django.db.models import Q

from deals.choices import DealState
from deals.models import Deal
from projects.models import Project, Task
from projects.rules.lifecycle import ENDED

OPEN_DEALS = (DealState.RECEIVED, DealState.INCOMPLETE, DealState.READY, DealState.RETURNED)


@dataclass(frozen=True, slots=True)
class Held:
    """Open projects managed and led, open tasks, open deals sold and looked after."""

    managed: list = field(default_factory=list)
    led: list = field(default_factory=list)
    tasks: list = field(default_factory=list)
    deals: list = field(default_factory=list)
    cared_for: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.managed or self.led or self.tasks or self.deals or self.cared_for)


def held_by(member) -> Held:
    """Everything open that names the member. Three statements."""
    people = ("project_manager__user", "lead_tech__user", "organization")
    rows = Project.objects.exclude(status__in=ENDED).select_related(*people).order_by("sequence")
    mine = [
        row
        for row in rows.filter(project_manager=member) | rows.filter(lead_tech=member)
        if member.pk in (row.project_manager_id, row.lead_tech_id)
    ]
    tasks = Task.objects.filter(assignee=member, done_at=None).exclude(project__status__in=ENDED)
    named = Q(salesperson=member) | Q(project_manager=member)
    deals = list(Deal.objects.filter(named, state__in=OPEN_DEALS).order_by("received_at"))
    return Held(
        [row for row in mine if row.project_manager_id == member.pk],
        [row for row in mine if row.lead_tech_id == member.pk],
        list(tasks.select_related("project__organization").order_by("project__sequence", "position")),
        [deal for deal in deals if deal.salesperson_id == member.pk],
        [deal for deal in deals if deal.project_manager_id == member.pk],
    )
