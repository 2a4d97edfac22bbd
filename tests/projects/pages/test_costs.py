"""What a project page costs in statements does not depend on how much the project holds."""

from decimal import Decimal

from core import clock
from projects.models import Evidence, Responsibility, Task, TimeEntry
from tests.dashboard.test_home import statements


def fill(harbor, project, count):
    """More tasks, entries and evidence than one page of anything."""
    today = clock.today(harbor.organization.zone)
    with harbor.scope():
        Task.objects.bulk_create(
            Task(
                project=project,
                position=100 + n,
                title=f"Task {n}",
                phase=f"Phase {n % 4}",
                assignee=harbor.technician,
            )
            for n in range(count)
        )
        TimeEntry.objects.bulk_create(
            TimeEntry(
                project=project,
                member=harbor.technician,
                on=today,
                hours=Decimal("0.1"),
                entered_by=harbor.technician,
            )
            for n in range(count)
        )
        row = Responsibility.objects.get(project=project, key="purchased")
        Evidence.objects.bulk_create(
            Evidence(
                responsibility=row, kind="note", effect="notes", text=f"Note {n}", at=clock.now(), by=harbor.owner
            )
            for n in range(count)
        )


def test_project_pages_cost_the_same_with_few_and_with_sixty_tasks(harbor, manager, lead, at, project):
    limits = {"detail": 10, "plan": 15, "history": 5, "updates": 4, "computation": 4}
    for client in (manager, lead):
        for name in limits:
            client.get(at(name))
        few = {name: statements(client, at(name)) for name in limits}
        assert few == limits
    fill(harbor, project, 60)
    assert {name: statements(manager, at(name)) for name in limits} == limits
    assert statements(lead, at("timeline")) == 13
    assert statements(manager, at("responsibility", "purchased")) == 7
