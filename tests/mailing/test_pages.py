"""The deliveries pages: what they show, who may steer, and how many statements they take."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from core import clock
from mailing.models import OutgoingMail

pytestmark = pytest.mark.django_db
LIST = "/o/harbor/deliveries/"


def change(company, mail, **values):
    """Put a mail into a state by hand."""
    with company.scope():
        OutgoingMail.objects.filter(pk=mail.pk).update(**values)


def state_of(company, mail):
    """The mail's state now."""
    with company.scope():
        return OutgoingMail.objects.get(pk=mail.pk).state


def statements(captured):
    """How many statements, without those of the transaction and the scope."""
    bare = ("SELECT set_config", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return len([query for query in captured if not query["sql"].startswith(bare)])


def test_an_empty_outbox_teaches(harbor, signed_in):
    page = signed_in(harbor.technician).get(LIST)
    assert "No mail has been written yet" in page.content.decode()


def test_every_recipient_is_listed_with_the_state_in_words(harbor, queue, signed_in):
    change(harbor, queue(harbor, "ann"), state="accepted", may_have_arrived_twice=True)
    change(harbor, queue(harbor, "bob"), state="failed", last_error="550 5.1.1 no such user")
    text = signed_in(harbor.project_manager).get(LIST).content.decode()
    assert "May have arrived twice" in text
    assert "refused it for good: 550 5.1.1 no such user." in text
    assert "Did not arrive" in text  # one of five words; the exact state stands below it
    assert "Accepted by the mail server." in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=failed", {"bob"}),
        ("state=not_arrived", {"bob"}),
        ("state=going", {"ann", "cleo", "dan"}),
        ("kind=release", {"cleo"}),
        ("recipient=ANN", {"ann"}),
        ("project=p-0002", {"dan"}),
        ("project=P-000", set()),
        ("state=nonsense", {"ann", "bob", "cleo", "dan"}),
    ],
)
def test_filters_stand_in_the_address(harbor, queue, signed_in, query, found):
    queue(harbor, "ann")
    change(harbor, queue(harbor, "bob"), state="failed")
    queue(harbor, "cleo", kind="release")
    queue(harbor, "dan", project_numbers=["P-0001", "P-0002"])
    page = signed_in(harbor.project_manager).get(f"{LIST}?{query}")
    assert {mail.to_name.lower() for mail in page.context["page"]} == found


def test_the_banner_says_how_many_wait_and_since_when(harbor, queue, signed_in):
    for name in ("ann", "bob"):
        old = clock.now() - dt.timedelta(minutes=58)
        change(harbor, queue(harbor, name), created_at=old, last_error="Connection refused")
    text = signed_in(harbor.project_manager).get(LIST).content.decode()
    assert "2 mails waiting, oldest 58 min" in text
    assert "Connection refused" in text


def test_there_is_no_banner_while_mail_flows(harbor, queue, signed_in):
    queue(harbor)
    assert "oldest" not in signed_in(harbor.project_manager).get(LIST).content.decode()


def test_the_mail_is_shown_as_it_was_written_in_a_frame_that_can_do_nothing(harbor, queue, signed_in):
    mail = queue(harbor, html="<script>alert(1)</script><p>Hello</p>")
    client = signed_in(harbor.project_manager)
    page = client.get(f"{LIST}{mail.pk}/").content.decode()
    frame = client.get(f"{LIST}{mail.pk}/html/")

    assert "<script>alert(1)" not in page
    assert 'sandbox title="' in page
    assert frame.content.decode() == mail.html
    assert frame["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert frame["Content-Security-Policy"].endswith("; sandbox")


def test_a_project_manager_calls_a_waiting_mail_back(harbor, queue, signed_in):
    mail = queue(harbor)
    signed_in(harbor.project_manager).post(f"{LIST}{mail.pk}/call-back/")
    assert state_of(harbor, mail) == "aborted"
    with harbor.scope():
        event = AuditEvent.objects.get(verb="mail.called_back")
    assert (event.changes, event.actor_id) == ({"state": ["queued", "aborted"]}, harbor.project_manager.pk)


def test_a_refused_mail_can_be_sent_again_by_a_person(harbor, queue, signed_in):
    mail = queue(harbor)
    change(harbor, mail, state="failed", next_attempt_at=clock.now() + dt.timedelta(hours=1))
    signed_in(harbor.owner).post(f"{LIST}{mail.pk}/retry/")
    assert state_of(harbor, mail) == "queued"
    with harbor.scope():
        assert OutgoingMail.objects.get().next_attempt_at <= clock.now()


@pytest.mark.parametrize("verb", ["retry", "call-back"])
@pytest.mark.parametrize("state", ["sending", "accepted", "unknown", "aborted"])
def test_what_has_left_cannot_be_steered(harbor, queue, signed_in, verb, state):
    mail = queue(harbor)
    change(harbor, mail, state=state)
    answer = signed_in(harbor.project_manager).post(f"{LIST}{mail.pk}/{verb}/")
    assert answer.status_code == 409
    assert state_of(harbor, mail) == state


@pytest.mark.parametrize("role", ["sales", "lead_tech", "dispatcher", "support", "technician"])
def test_others_may_look_but_not_steer(harbor, queue, signed_in, role):
    mail = queue(harbor)
    client = signed_in(harbor.members[role])
    assert "call-back" not in client.get(f"{LIST}{mail.pk}/").content.decode()
    assert client.post(f"{LIST}{mail.pk}/call-back/").status_code == 403
    assert state_of(harbor, mail) == "queued"


@pytest.mark.parametrize("tail", ["", "html/"])
def test_another_organizations_mail_does_not_exist(harbor, rival, queue, signed_in, tail):
    theirs = queue(rival)
    client = signed_in(harbor.owner)
    assert client.get(f"{LIST}{theirs.pk}/{tail}").status_code == 404
    assert client.get(f"{LIST}{uuid4()}/{tail}").status_code == 404


@pytest.mark.parametrize("rows", [1, 60])
def test_the_list_takes_five_statements_whatever_it_holds(harbor, queue, signed_in, rows):
    for number in range(rows):
        queue(harbor, f"person{number}")
    client = signed_in(harbor.project_manager)
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(LIST)
    assert len(page.context["lines"]) == min(rows, 50)
    assert statements(captured) == 5


@pytest.mark.parametrize("rows", [1, 60])
def test_the_api_list_takes_three_statements_whatever_it_holds(harbor, queue, api_client, rows):
    for number in range(rows):
        queue(harbor, f"person{number}")
    client = api_client(harbor, scopes=["updates:read"])
    client.get("/api/v1/deliveries/")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/api/v1/deliveries/")
    assert len(answer.json()["results"]) == min(rows, 50)
    assert statements(captured) == 3


def test_the_api_shows_the_state_and_never_the_bodies(harbor, rival, queue, api_client):
    mail, _ = queue(harbor), queue(rival)
    client = api_client(harbor, scopes=["updates:read"])
    (shown,) = client.get("/api/v1/deliveries/?state=queued&project=P-0001").json()["results"]
    assert shown == client.get(f"/api/v1/deliveries/{mail.pk}/").json()
    assert shown["to"] == {"name": "Ann", "email": "ann@acme.example"}
    assert (shown["state"], shown["projects"], shown["message_id"]) == ("queued", ["P-0001"], mail.message_id)
    assert not {"text", "html", "headers"} & set(shown)


def test_the_api_refuses_an_unknown_state_and_filters_by_change(harbor, queue, api_client):
    queue(harbor)
    client = api_client(harbor, scopes=["updates:read"])
    assert client.get("/api/v1/deliveries/?state=lost").status_code == 400
    assert client.get("/api/v1/deliveries/?updated_since=2099-01-01T00:00:00Z").json()["results"] == []


def test_the_api_steers_by_the_same_actions(harbor, queue, api_client):
    mail = queue(harbor)
    reader, writer = (api_client(harbor, scopes=[f"updates:{right}"]) for right in ("read", "write"))
    technician = api_client(harbor, "technician", scopes=["*"])
    url = f"/api/v1/deliveries/{mail.pk}/call-back/"
    assert [client.post(url).status_code for client in (reader, technician, writer, writer)] == [
        403,
        403,
        200,
        409,
    ]
    assert state_of(harbor, mail) == "aborted"
