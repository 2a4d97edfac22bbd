"""Accepting a deal makes a project with its twelve, its plan and materials, and releases sales."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection

from audit.models import AuditEvent
from core.errors import DomainError, InvalidInput, NotAllowed
from core.models import DueWork
from customers.models import Contact
from deals.choices import DealState
from mailing.models import OutgoingMail
from projects.actions import accept_deal
from projects.choices import ResponsibilityKey
from projects.models import BomLine, Project, Responsibility, Task
from tests.factories.cast import make_company
from tests.factories.projects import make_deal, make_project

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 15, 0, tzinfo=dt.UTC)  # Monday, 10:00 in New York
START, END = dt.date(2026, 12, 1), dt.date(2027, 1, 15)


@pytest.fixture
def project(harbor):
    with harbor.scope():
        yield make_project(harbor, now=NOW, start=START, end=END)


def test_the_project_carries_what_was_sold(project, harbor):
    assert project.number == "P-0001"
    assert (project.sold_hours, project.agreed_price, project.sold_labor_cost) == (40, 14400, 2800)
    assert project.sold_levels == {"L3": "8.00", "L2": "32.00"}
    assert (project.baseline_start, project.committed_end) == (START, END)
    assert (project.project_manager, project.lead_tech) == (harbor.project_manager, harbor.lead_tech)


def test_labor_becomes_tasks_and_products_become_materials(project):
    tasks = Task.objects.filter(project=project).values_list("title", "estimate", "skill_level", "remaining")
    assert list(tasks) == [("Plan the migration", 8, "L3", None), ("Migrate the servers", 32, "L2", None)]
    assert list(BomLine.objects.filter(project=project).values_list("sku", "quantity")) == [("SRV-1", 2)]


def test_the_twelve_stand_in_order_with_their_due_days(project):
    rows = list(Responsibility.objects.filter(project=project))
    assert [row.key for row in rows] == list(ResponsibilityKey)
    states = {row.key: row.state for row in rows}
    assert states == {
        "sold": "done",
        "purchased": "open",
        "sow_bom": "open",
        "plan": "open",
        "schedule": "not_due",
        "escalation": "not_due",
        "dates": "not_due",
        "weekly_updates": "open",
        "out_of_scope": "open",
        "close_out": "not_due",
        "acceptance": "not_due",
        "retrospective": "not_due",
    }
    due = {row.key: row.due_on for row in rows}
    assert due["schedule"] == due["dates"] == dt.date(2026, 11, 24)
    assert due["close_out"] is None


def test_sales_is_released_with_name_and_time_and_gets_one_mail(project, harbor):
    assert project.released_at == NOW
    evidence = Responsibility.objects.get(project=project, key="sold").evidence.get()
    assert evidence.by == harbor.project_manager
    assert "Sam Ortiz is released since 2026-11-02 10:00" in evidence.text
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.to_email, mail.audience) == ("released", harbor.sales.email, "sales")
    assert mail.subject == "You are free: Ana has Server refresh"
    assert "You are free. Ana has it." in mail.text
    assert "You are free. Ana has it." in mail.html
    assert f"/o/harbor/projects/{project.number}/" in mail.html


def test_who_sold_and_accepts_it_herself_gets_no_mail(harbor):
    with harbor.scope():
        deal = make_deal(harbor)
        deal.salesperson = harbor.project_manager
        deal.save(update_fields=["salesperson"])
        assert _accept(harbor, deal).released_at
        assert not OutgoingMail.objects.exists()


def test_health_is_stored_and_work_is_noted_as_due(project, harbor):
    assert (project.bac, project.ac, project.eac) == (40, 0, 40)
    assert (project.time_color, project.budget_color) == ("not_scheduled", "too_early")
    # 40 unassigned hours are one person's, 6.4 h a working day from December 1
    assert project.forecast_end == dt.date(2026, 12, 9)
    cost = project.health["cost"]
    assert Decimal(cost["bac"]) == 40 * 70 + 2 * 3600
    assert {due.kind for due in DueWork.objects.filter(organization=harbor.organization)} >= {
        "daily",
        "weekly_update",
    }


def test_the_trail_says_who_accepted(project, harbor):
    event = AuditEvent.objects.get(verb="project.created")
    assert (event.actor, event.project_id) == (harbor.project_manager, project.pk)
    assert event.changes["released"] == [None, "Sam Ortiz"]


def test_the_deals_people_are_not_doubled(project, harbor):
    assert Contact.objects.filter(customer=harbor.customer, email=harbor.contact.email).count() == 1


def test_numbers_count_on_per_organization(harbor, rival):
    with harbor.scope():
        make_project(harbor)
        assert make_project(harbor, external_id="D-2").number == "P-0002"
    with rival.scope():
        assert make_project(rival).number == "P-0001"


def test_a_deal_that_lacks_something_is_refused_with_the_list(harbor):
    with harbor.scope():
        deal = make_deal(harbor)
        deal.po_number = ""
        deal.save()
        with pytest.raises(DomainError) as refused:
            _accept(harbor, deal)
        assert refused.value.code == "deal_not_ready"
        assert [item["code"] for item in refused.value.extra["missing"]] == ["po_missing"]
        assert not Project.objects.exists()


def test_a_deal_is_accepted_once(harbor):
    with harbor.scope():
        deal = make_deal(harbor)
        _accept(harbor, deal)
        with pytest.raises(DomainError, match="accepted"):
            _accept(harbor, deal)
        deal.refresh_from_db()
        assert deal.state == DealState.ACCEPTED
        assert Project.objects.count() == 1


@pytest.mark.parametrize("role", ["sales", "lead_tech", "dispatcher", "support", "technician"])
def test_others_may_not_accept(harbor, role):
    with harbor.scope(), pytest.raises(NotAllowed):
        _accept(harbor, make_deal(harbor), by=harbor.members[role])


def test_the_people_must_hold_their_roles(harbor):
    with harbor.scope(), pytest.raises(InvalidInput) as refused:
        accept_deal(
            deal=make_deal(harbor),
            project_manager=harbor.sales,
            lead_tech=harbor.support,
            by=harbor.project_manager,
            now=NOW,
        )
    assert [error["pointer"] for error in refused.value.errors] == ["/project_manager", "/lead_tech"]


def _accept(company, deal, by=None):
    return accept_deal(
        deal=deal,
        project_manager=company.project_manager,
        lead_tech=company.lead_tech,
        by=by or company.project_manager,
        now=NOW,
    )


@pytest.mark.django_db(transaction=True)
def test_a_deal_accepted_twice_at_once_makes_one_project_and_one_mail():
    company = make_company("harbor", "Harbor Light IT")
    with company.scope():
        deal = make_deal(company)
    ready, outcomes = threading.Barrier(2), []

    def work():
        try:
            with company.scope():
                ready.wait(10)
                _accept(company, deal)
            outcomes.append("accepted")
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["accepted", "deal_decided"]
    with company.scope():
        assert (Project.objects.count(), OutgoingMail.objects.count()) == (1, 1)
