"""The customer's people on a project: who gets its updates, who may open its page."""

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from audit.models import AuditEvent
from core import clock
from core.errors import DomainError, InvalidInput, NotAllowed
from core.tenancy import organization_scope
from customers.actions import deactivate_contact, unsubscribe
from customers.models import Contact
from projects import actions
from projects.models import ProjectContact, StatusLink
from projects.queries.contacts import recipients
from tests.factories.cast import make_contact
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


def names(project):
    return [seat.contact.name for seat in recipients(project=project)]


def put_on(project, contact, **values):
    return actions.add_project_contact(
        project=project, contact=contact, by=project.project_manager, now=clock.now(), **values
    )


def seat_of(project, contact):
    seat = ProjectContact.objects.select_related("contact").get(project=project, contact=contact)
    seat.project = project
    return seat


def test_acceptance_puts_the_people_of_the_deal_on_the_project_and_nobody_else(project, harbor):
    assert names(project) == ["Ann Lee"]
    make_contact(harbor.customer, "Kim Late", "kim@acme.example")
    assert names(project) == ["Ann Lee"]


def test_a_contact_is_put_on_changed_and_taken_off_with_a_trail(project, harbor):
    seat = put_on(project, make_contact(harbor.customer, "Kim Wolf", "kim@acme.example", "technical"))
    assert names(project) == ["Ann Lee", "Kim Wolf"]
    act = {"seat": seat, "by": harbor.project_manager, "now": clock.now()}
    actions.update_project_contact(changes={"receives_updates": False}, **act)
    assert names(project) == ["Ann Lee"]
    actions.remove_project_contact(**act)
    verbs = AuditEvent.objects.filter(verb__startswith="project.contact").order_by("created_at", "id")
    assert [event.verb.split("_")[1] for event in verbs] == ["added", "updated", "removed"]


def test_who_stopped_left_or_has_no_address_gets_nothing(project, harbor):
    put_on(project, make_contact(harbor.customer, "No Address", ""))
    unsubscribe(
        contact=put_on(project, make_contact(harbor.customer, "Stop", "s@acme.example")).contact, at=clock.now()
    )
    left = put_on(project, make_contact(harbor.customer, "Left", "l@acme.example")).contact
    deactivate_contact(contact=left, by=harbor.project_manager)
    assert names(project) == ["Ann Lee"]


def test_who_leaves_the_project_loses_its_link_and_not_that_of_another_one(project, harbor):
    other, now = make_project(harbor, external_id="D-2"), clock.now()
    for one in (project, other):
        actions.ensure_status_link(project=one, contact=harbor.contact, now=now)
    actions.remove_project_contact(seat=seat_of(project, harbor.contact), by=harbor.project_manager, now=now)
    assert StatusLink.objects.filter(revoked_at=None).values_list("project", flat=True).get() == other.pk


def test_a_person_s_own_switch_follows_who_asks_for_their_updates_and_no_default(project, harbor):
    seat = put_on(project, make_contact(harbor.customer, "Shy One", "shy@acme.example", receives=False))
    assert "Shy One" not in names(project)
    act = {"by": harbor.project_manager, "now": clock.now()}
    actions.update_project_contact(seat=seat, changes={"receives_updates": True}, **act)
    assert "Shy One" in names(project)


def test_somebody_twice_who_left_and_a_technician_are_refused(project, harbor):
    with pytest.raises(DomainError, match="on the project already"):
        put_on(project, harbor.contact)
    deactivate_contact(contact=harbor.billing_contact, by=harbor.project_manager)
    with pytest.raises(InvalidInput):
        put_on(project, harbor.billing_contact)
    act = {"by": harbor.members["technician"], "now": clock.now()}
    with pytest.raises(NotAllowed):
        actions.remove_project_contact(seat=seat_of(project, harbor.contact), **act)


def test_the_page_adds_takes_off_and_brings_back(project, harbor, signed_in):
    client = signed_in(harbor.project_manager)

    def post(act, *args, **values):
        answer = client.post(address(act, *args), values)
        assert answer.status_code == 302, answer.content.decode()

    def address(name, *args):
        return reverse(f"projects:{name}", args=[harbor.organization.slug, project.number, *args])

    def says_nobody():
        return "gets this project’s weekly update" in client.get(address("detail")).content.decode()

    post("new_contact", name="Nora New", email="nora@acme.example", role="sponsor", receives_updates="on")
    post("choose_contact", contact=str(harbor.billing_contact.pk), role="billing")
    assert (names(project), says_nobody()) == (["Ann Lee", "Nora New"], False)
    post("edit_contact", Contact.objects.get(email="nora@acme.example").pk, role="sponsor")
    post("remove_contact", harbor.contact.pk)
    assert (names(project), says_nobody()) == ([], True)
    post("undo")
    assert (names(project), says_nobody()) == (["Ann Lee"], False)


def test_the_api_lists_puts_on_changes_and_takes_off(project, harbor, api_client):
    api, root = api_client(harbor), f"/api/v1/projects/{project.number}/contacts/"
    assert [row["contact"]["name"] for row in api.get(root).json()["results"]] == ["Ann Lee"]
    answer = api.post(root, {"contact": str(harbor.billing_contact.pk)}, content_type="application/json")
    assert (answer.status_code, answer.json()["role"], answer.json()["receives_updates"]) == (
        201,
        "billing",
        False,
    )
    one = f"{root}{harbor.billing_contact.pk}/"
    assert api.patch(one, {"receives_updates": True}, content_type="application/json").json()["receives_updates"]
    assert "Bill Doe" in names(project)
    assert (api.delete(one).status_code, api.get(one).status_code) == (204, 404)
    assert api.post(root, {}, content_type="application/json").status_code == 400
    newcomer = {"name": "Nora New", "email": "nora@acme.example", "role": "sponsor"}
    assert api.post(root, newcomer, content_type="application/json").status_code == 201


def test_projects_of_before_keep_the_recipients_they_had(project, rival, harbor):
    make_contact(harbor.customer, "Kim Wolf", "kim@acme.example")
    with organization_scope(rival.organization.pk):
        theirs = make_project(rival)
        ProjectContact.objects.all().delete()
    ProjectContact.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("projects.migrations.0013_seats_of_today").FILL)
    with organization_scope(harbor.organization.pk):
        assert names(project) == ["Ann Lee", "Kim Wolf"]
    with organization_scope(rival.organization.pk):
        assert names(theirs) == [rival.contact.name]


def test_dates_are_mailed_to_nobody_off_the_project(project, harbor):
    act = {"start": project.committed_start, "end": project.committed_end, "text": "On time.", "now": clock.now()}
    with pytest.raises(DomainError) as refused:
        actions.send_dates(project=project, contacts=[harbor.billing_contact], by=harbor.project_manager, **act)
    assert refused.value.code == "not_a_recipient"
    assert not StatusLink.objects.filter(contact=harbor.billing_contact).exists()
