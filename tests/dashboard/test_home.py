"""Home says what needs each person, from facts, and costs the same for three projects and for sixty."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, StaffProfile
from core import clock
from deals.models import Deal
from mailing.models import OutgoingMail
from projects import actions
from projects.models import Project, Responsibility
from tests.factories.projects import make_deal, make_project
from tests.statements import counted_statements
from updates.models import UpdateRun, WeeklyUpdate

HOME = "/o/harbor/home/"


def statements(client, path):
    """How many statements one page costs."""
    with counted_statements() as found:
        assert client.get(path).status_code == 200
    return len(found)


@pytest.fixture
def home(harbor, signed_in):
    """``home("sales")``: the page as that member reads it."""
    return lambda role="project_manager", query="": (
        signed_in(harbor.members[role]).get(HOME + query).content.decode()
    )


def test_a_new_organization_is_taught_the_first_step(home):
    html = home()
    assert "Begin with a closed deal" in html
    assert reverse("deals:new", args=["harbor"]) in html
    assert "in the settings" in html


def test_who_may_not_enter_deals_is_not_offered_the_button(home):
    assert reverse("deals:new", args=["harbor"]) not in home("technician")


def test_every_role_opens_home_with_and_without_projects(harbor, signed_in):
    for filled in (False, True):
        if filled:
            with harbor.scope():
                make_project(harbor)
        for role in Role.values:
            response = signed_in(harbor.members[role]).get(HOME)
            assert response.status_code == 200, role
            assert response.content.count(b"<h1") == 1, role


def test_a_deal_that_is_ready_waits_for_its_project_manager(harbor, home):
    with harbor.scope():
        deal = make_deal(harbor)
    html = home()
    assert "Accept the hand-off from Sam Ortiz" in html
    assert reverse("deals:detail", args=["harbor", deal.pk]) in html
    assert "Accept the hand-off" not in home("lead_tech")


def test_questions_wait_for_the_salesperson_and_the_manager_sees_whom_they_wait_for(harbor, home):
    with harbor.scope():
        deal = make_deal(harbor)
        Deal.objects.filter(pk=deal.pk).update(
            state="returned", questions=["How many?", "When?"], returned_at=clock.now() - dt.timedelta(days=2)
        )
    assert "Answer 2 questions" in home("sales")
    assert "Sam Ortiz: answer 2 questions" in home()


def test_what_is_late_stands_under_now_and_what_waits_says_on_whom(harbor, home):
    with harbor.scope():
        project = make_project(harbor)
        today = clock.today(harbor.organization.zone)
        only_late(project, "plan", today - dt.timedelta(days=3))
        actions.wait_on_counterparty(
            project=project,
            key="purchased",
            what="confirm the two added lines",
            by=harbor.project_manager,
            now=clock.now(),
        )
    html = home()
    assert "Project plan: 3\N{NO-BREAK SPACE}days late" in html
    assert "owed by Joon Park" in html
    assert "Acme Dental: confirm the two added lines" in html
    assert "Project plan: 3\N{NO-BREAK SPACE}days late" in home("lead_tech")
    assert "Project plan: 3\N{NO-BREAK SPACE}days late" in home("owner")
    assert "days late" not in home("support").split("Twelve responsibilities")[0]


def test_a_date_that_moved_by_five_is_silence_until_the_customer_is_told(harbor, home, signed_in):
    with harbor.scope():
        project = make_project(harbor)
        today = clock.today(harbor.organization.zone)
        moved = {
            "dates_moved_at": clock.now() - dt.timedelta(days=3),
            "told_at": clock.now() - dt.timedelta(days=9),
        }
        Project.objects.filter(pk=project.pk).update(told_end=today - dt.timedelta(days=30), **moved)
    tell = reverse("projects:tell", args=["harbor", project.number])
    html = home()
    assert "1 customer is waiting" in html
    assert "we have known for 3\N{NO-BREAK SPACE}days" in html
    said = {"start": today, "end": today + dt.timedelta(days=40), "to": "Ann Lee", "through": "phone"}
    assert signed_in(harbor.project_manager).post(tell, said).status_code == 302
    assert "customer is waiting" not in home()


def test_the_deputy_sees_what_the_manager_sees_while_they_are_away(harbor, home):
    with harbor.scope():
        project = make_project(harbor)
        today = clock.today(harbor.organization.zone)
        only_late(project, "plan", today - dt.timedelta(days=3))
    assert "days late" not in home("technician")
    Membership.directory.filter(pk=harbor.project_manager.pk).update(deputy=harbor.technician)
    assert "days late" not in home("technician")
    with harbor.scope():
        StaffProfile.objects.filter(member=harbor.project_manager).update(absent_from=today)
    assert "Project plan: 3\N{NO-BREAK SPACE}days late" in home("technician")
    with harbor.scope():
        StaffProfile.objects.update(
            absent_from=today - dt.timedelta(days=5), absent_until=today - dt.timedelta(days=1)
        )
    assert "days late" not in home("technician")


def test_hours_that_reached_the_estimate_ask_the_tech_and_the_manager_sees_it(harbor, home):
    with harbor.scope():
        project = make_project(harbor)
        lead, today = harbor.lead_tech, clock.today(harbor.organization.zone)
        actions.log_time(
            project=project,
            member=lead,
            on=today,
            hours=Decimal(9),
            task=project.tasks.first(),
            by=lead,
            now=clock.now(),
        )
    assert "Set the remaining hours of “Plan the migration”" in home("lead_tech")
    assert "Joon Park: remaining hours of “Plan the migration”" in home()


def test_a_technician_sees_the_tasks_that_are_theirs(harbor, home):
    with harbor.scope():
        project = make_project(harbor)
        project.tasks.update(assignee=harbor.technician)
    html = home("technician")
    assert "Your tasks" in html
    assert "Migrate the servers" in html
    assert "2 open tasks are yours" in html


def test_a_technician_sees_the_own_hours_and_no_card_that_is_empty(harbor, home):
    with harbor.scope():
        project = make_project(harbor)
        today = clock.today(harbor.organization.zone)
        actions.log_time(
            project=project, member=harbor.technician, on=today, hours=2, by=harbor.technician, now=clock.now()
        )
    html = home("technician").replace("\N{NO-BREAK SPACE}", " ")
    assert "Your time this week" in html
    assert "today 2 h, in all 2 h" in html
    assert "No open task is yours." in html
    for empty in (
        "Nobody waits on you.",
        "Nothing has to be done before tonight.",
        "You manage, lead or sold none",
    ):
        assert empty not in html


def test_a_mail_that_bounced_leads_to_the_contact_until_the_address_is_new(harbor, home):
    with harbor.scope():
        make_project(harbor)
        contact = harbor.contact
        OutgoingMail.objects.create(
            kind="weekly_update",
            to_name=contact.name,
            to_email=contact.email,
            subject="Update",
            text="-",
            message_id="<1@x>",
            idempotency_key="1",
            state="bounced",
            next_attempt_at=clock.now(),
            contact_id=contact.pk,
        )
        link = reverse("customers:edit_contact", args=["harbor", contact.pk])
    assert link in home("owner")
    with harbor.scope():
        contact.email = "new@acme.example"
        contact.save()
    assert link not in home("owner")


def only_late(project, key, day):
    """One responsibility is due on ``day``, the others have no day yet."""
    twelve = Responsibility.objects.filter(project=project)
    twelve.exclude(key=key).update(due_on=None)
    twelve.filter(key=key).update(due_on=day)


def test_what_is_late_in_one_project_is_one_row(harbor, home):
    with harbor.scope():
        project = make_project(harbor)
        today = clock.today(harbor.organization.zone)
        Responsibility.objects.filter(project=project, key__in=("purchased", "plan", "sow_bom")).update(
            due_on=today - dt.timedelta(days=4)
        )
    assert "Purchased, SoW &amp; BoM, Plan: 4\N{NO-BREAK SPACE}days late" in home()


def make_update(harbor, project, send_at, **fields):
    """A draft of the week of ``send_at``."""
    monday = clock.today(harbor.organization.zone)
    monday -= dt.timedelta(days=monday.weekday())
    run, _made = UpdateRun.objects.get_or_create(week_start=monday, draft_at=send_at, send_at=send_at)
    values = {"snapshot": {}, "time_color": "green", "budget_color": "green"} | fields
    return WeeklyUpdate.objects.create(run=run, project=project, week_start=monday, **values)


def test_an_update_that_nobody_at_the_customer_gets_says_so(harbor, home):
    with harbor.scope():
        make_update(harbor, make_project(harbor), clock.now() + dt.timedelta(hours=5))
    sentence = "Nobody at the customer gets the update of Server refresh"
    assert sentence not in home()
    with harbor.scope():
        harbor.contact.unsubscribed_at = clock.now()
        harbor.contact.save()
    assert sentence in home()


def test_the_summary_says_when_updates_leave_and_how_many_are_ready(harbor, home):
    with harbor.scope():
        soon = clock.now() + dt.timedelta(hours=3)
        first, second = make_project(harbor), make_project(harbor, external_id="D-2", title="Phones")
        make_update(harbor, first, soon)
        make_update(harbor, second, soon, state="approved")
    html = home()
    assert "Review 1 update" in html
    assert "1 of 2 are ready" in html


def test_a_draft_whose_moment_has_passed_is_late(harbor, home):
    with harbor.scope():
        make_update(harbor, make_project(harbor), clock.now() - dt.timedelta(hours=1), needs_words=True)
    assert "Write the words for Server refresh" in home()


def test_the_matrix_keeps_its_view_in_the_address(harbor, home):
    with harbor.scope():
        make_project(harbor)
    for query, hits in (("?whose=mine", 1), ("?whose=all&customer=acme", 1), ("?customer=nobody", 0)):
        assert home(query=query).count('class="duty-td') == 12 * hits, query
    assert "No open project here" in home("support", "?whose=mine")
    assert home("support").count('class="duty-td') == 12
    assert home(query="?late=1&sort=odd").count('class="duty-td') in (0, 12)


@pytest.mark.parametrize("role", ["project_manager", "owner", "technician"])
def test_home_costs_seven_statements_for_three_projects_and_for_sixty(harbor, signed_in, role):
    client = signed_in(harbor.members[role])
    with harbor.scope():
        for number in range(3):
            make_project(harbor, external_id=f"D-{number}")
    client.get(HOME)
    few = statements(client, HOME + "?whose=all")
    with harbor.scope():
        copy_projects(Project.objects.first(), 57)
    assert (few, statements(client, HOME + "?whose=all")) == (7, 7)


@pytest.mark.parametrize("path", ["/o/harbor/projects/"])
def test_the_list_costs_six_statements_for_three_projects_and_for_sixty(harbor, signed_in, path):
    client = signed_in(harbor.project_manager)
    with harbor.scope():
        for number in range(3):
            make_project(harbor, external_id=f"D-{number}")
    client.get(path)
    few = statements(client, path)
    with harbor.scope():
        copy_projects(Project.objects.first(), 57)
    assert (few, statements(client, path)) == (6, 6)


def copy_projects(project, count):
    """More projects with their twelve, without the long way through a deal."""
    twelve = list(Responsibility.objects.filter(project=project))
    for sequence in range(1000, 1000 + count):
        project.pk, project.sequence, project._state.adding = None, sequence, True
        project.id = Project._meta.get_field("id").get_default()
        project.save(force_insert=True)
        for row in twelve:
            row.id, row.project = Responsibility._meta.get_field("id").get_default(), project
        Responsibility.objects.bulk_create(twelve)


def test_an_owner_of_a_new_organization_sees_the_first_steps_until_they_are_put_away(harbor, home, signed_in):
    html = home("owner")
    assert "First steps" in html
    assert (
        html.count('class="todo is-done"') == 4
    )  # zone, people, updates, customer; days off, deal and acceptance wait
    assert "Take the roles yourself" not in html
    assert "First steps" not in home("technician")
    signed_in(harbor.owner).post("/o/harbor/settings/set-up/", {"dismissed": "1"})
    assert "First steps" not in home("owner")
    signed_in(harbor.owner).post("/o/harbor/settings/set-up/", {"dismissed": "0"})
    assert "First steps" in home("owner")


def test_the_address_of_the_organization_leads_home(harbor, rival, signed_in):
    client = signed_in(harbor.project_manager)
    assert client.get("/o/harbor/").url == HOME
    assert client.get(f"/o/{rival.organization.slug}/").status_code == 404
