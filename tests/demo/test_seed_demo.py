"""The demo: seeded once for this module, looked at from many sides, rolled back at the end.

The tests share the fixture's open transaction, so they carry no database mark of their own (its teardown would
close the connection). The one that does makes pytest create the database; run the module as a whole.
"""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from accounts.choices import Role
from accounts.models import Membership, Organization
from audit.models import AuditEvent
from core import clock
from core.tenancy import organization_scope
from dashboard.demo.harbor import HARBOR
from dashboard.demo.stage import PASSWORD
from dashboard.models import ListJob, SavedView
from deals.models import Deal
from mailing.choices import MailState
from mailing.models import OutgoingMail
from projects.choices import ProjectStatus, ResponsibilityState
from projects.models import Evidence, OutOfScopeItem, Project, Responsibility, Task, TimeEntry
from updates.choices import UpdateState
from updates.models import UpdateRender, WeeklyUpdate

pytestmark = pytest.mark.xdist_group("demo")

COUNTED = (
    Project,
    Deal,
    Task,
    TimeEntry,
    Responsibility,
    Evidence,
    WeeklyUpdate,
    UpdateRender,
    OutgoingMail,
    AuditEvent,
)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Both demo organizations by slug, for every test of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", verbosity=0)
        yield {slug: Organization.objects.get(slug=slug) for slug in ("harbor", "summit")}
        transaction.set_rollback(True)


def rows_of(organization):
    with organization_scope(organization.pk):
        return {model.__name__: model.objects.count() for model in COUNTED}


def test_two_companies_have_a_person_in_every_role(demo):
    for organization in demo.values():
        with organization_scope(organization.pk):
            held = {role for member in Membership.objects.all() for role in member.roles}
        assert held == set(Role.values)


def test_the_lists_have_views_and_a_deal_has_somebody_who_looks_after_it(demo):
    for organization in demo.values():
        with organization_scope(organization.pk):
            views = SavedView.objects.values_list("is_shared", "is_default")
            assert set(views) == {(True, False), (False, True)}
            looked_after = Deal.objects.exclude(state="accepted").exclude(project_manager=None)
            assert looked_after.count() <= 1
            assert ListJob.objects.get().act == "xlsx"


def test_twenty_five_projects_stand_in_every_stage(demo):
    with organization_scope(demo["harbor"].pk):
        statuses = list(Project.objects.values_list("status", flat=True))
        states = set(Responsibility.objects.values_list("state", flat=True))
        colors = set(Project.objects.values_list("time_color", flat=True))
        deals = set(Deal.objects.values_list("state", flat=True))
    assert len(statuses) == 25
    assert set(statuses) >= set(ProjectStatus.values) - {ProjectStatus.CLOSING}
    assert states == set(ResponsibilityState.values)
    assert colors >= {"green", "amber", "red"}
    assert deals == {"incomplete", "ready", "returned", "accepted", "declined", "not_a_project"}


def test_work_outside_the_scope_is_told_billed_and_borne(demo):
    with organization_scope(demo["harbor"].pk):
        states = sorted(OutOfScopeItem.objects.values_list("state", flat=True))
    assert states == ["absorbed", "estimated", "invoiced", "notified"]


def test_nothing_of_the_past_is_mailed_now(demo):
    for organization in demo.values():
        with organization_scope(organization.pk):
            mails = OutgoingMail.objects.all()
            assert mails.count() > 20
            assert not mails.exclude(state__in=(MailState.ACCEPTED, MailState.BOUNCED)).exists()
            assert not mails.filter(accepted_at__gt=clock.now()).exists()


def test_one_mail_came_back(demo):
    with organization_scope(demo["harbor"].pk):
        assert OutgoingMail.objects.get(state=MailState.BOUNCED).to_name == HARBOR.bounced


def test_past_weeks_were_sent_and_something_waits(demo):
    with organization_scope(demo["harbor"].pk):
        states = list(WeeklyUpdate.objects.values_list("state", flat=True))
    assert states.count(UpdateState.SENT) > 60
    assert UpdateState.DRAFT in states
    assert UpdateState.MISSED in states


def test_no_fact_lies_in_the_future(demo):
    with organization_scope(demo["harbor"].pk):
        now = clock.now()
        assert not AuditEvent.objects.filter(at__gt=now).exists()
        assert not TimeEntry.objects.filter(on__gt=now.date()).exists()
        assert AuditEvent.objects.order_by("at").first().at.date() < now.date()


def test_seeding_again_adds_nothing(demo):
    before = {slug: rows_of(organization) for slug, organization in demo.items()}
    call_command("seed_demo", verbosity=0)
    assert {slug: rows_of(organization) for slug, organization in demo.items()} == before


def test_every_log_in_that_is_printed_works(demo, capsys):
    call_command("seed_demo", print_logins=True)
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    emails = [line.split()[0] for line in printed.splitlines() if line.startswith("  ")]
    assert len(emails) == 22
    for email in ("ana@harbor.example", "milan@summit.example"):
        assert email in emails
        assert Client().login(email=email, password=PASSWORD)


def test_every_page_of_the_demo_opens(demo, signed_in):
    for slug, organization in demo.items():
        with organization_scope(organization.pk):
            member = Membership.objects.select_related("user").filter(roles__contains=["project_manager"]).first()
            pages = [f"projects/P-{number:04d}/" for number in Project.objects.values_list("sequence", flat=True)]
            pages += [f"deals/{pk}/" for pk in Deal.objects.values_list("pk", flat=True)]
        pages += ["home/", "projects/", "deals/", "customers/", "updates/", "deliveries/", "activity/"]
        client = signed_in(member)
        answers = {page: client.get(f"/o/{slug}/{page}").status_code for page in pages}
        assert {page: status for page, status in answers.items() if status != 200} == {}


@pytest.mark.django_db
def test_production_refuses_the_known_password(settings):
    settings.SETTINGS_MODULE = "msp_pm.settings.prod"
    with pytest.raises(CommandError, match="needs --force"):
        call_command("seed_demo")
