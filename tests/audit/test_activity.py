"""The activity page and its API twin."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.actions import record
from audit.models import AuditEvent
from tests.deals.sample import sample
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
PAGE, API = "/o/harbor/activity/", "/api/v1/activity/"
NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


def customer_changed(company, by=None, at=None, **changes):
    with company.scope():
        customer = company.customer
        return record(by=by, verb="customer.updated", obj=customer, customer=customer, changes=changes, at=at)


def project_started(company, number, title):
    project = SimpleNamespace(pk=uuid4(), number=number, _meta=SimpleNamespace(model_name="project"))
    with company.scope():
        return record(
            by=company.project_manager, verb="project.started", obj=project, project=project, label=title
        )


def task_completed(company, number):
    task = SimpleNamespace(pk=uuid4(), _meta=SimpleNamespace(model_name="task"))
    project = SimpleNamespace(pk=uuid4(), number=number)
    with company.scope():
        record(by=company.technician, verb="task.completed", obj=task, project=project, label="Rack the server")


def read(client, **query):
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_act_is_a_sentence_with_before_and_after(harbor, signed_in):
    customer_changed(harbor, harbor.project_manager, NOON, name=["Acme", "Acme Dental"])
    page = read(signed_in(harbor.owner))
    assert "<b>Ana Ruiz</b> changed the customer" in page
    assert f'<a href="/o/harbor/customers/{harbor.customer.pk}/">Acme Dental</a>' in page
    assert 'Name: <del class="was">Acme</del> Acme Dental' in page
    assert "Nov 20, 12:00 PM" in page.replace("\u00a0", " ")  # New York


def test_an_act_below_a_project_names_the_project(harbor, signed_in):
    task_completed(harbor, "P-0007")
    page = read(signed_in(harbor.owner))
    assert 'completed the task <a href="/o/harbor/projects/P-0007/">Rack the server</a>' in page
    assert '<span class="muted">P-0007</span>' in page


def test_text_of_people_is_escaped(harbor, signed_in):
    customer_changed(harbor, name=["", "<script>alert(1)</script>"])
    assert "<script>alert" not in read(signed_in(harbor.owner))


def test_the_trail_of_the_rival_is_not_shown(harbor, rival, signed_in, api_client):
    customer_changed(rival, rival.owner)
    page = read(signed_in(harbor.owner))
    assert "CANARY" not in page
    assert "Nothing has happened yet" in page
    assert api_client(harbor).get(API).json()["results"] == []


def test_the_filters_stand_in_the_address(harbor, signed_in):
    customer_changed(harbor, harbor.owner)
    customer_changed(harbor, harbor.sales)
    project_started(harbor, "P-0007", "Server refresh")
    client = signed_in(harbor.owner)
    assert "Sam Ortiz</b>" not in read(client, person="olivia")
    assert "Acme Dental</a>" not in read(client, about="refresh")
    page = read(client, project="p-0007")
    assert '<a href="/o/harbor/projects/P-0007/">Server refresh</a>' in page
    assert "Acme Dental</a>" not in page
    page = read(client, person="nobody")
    assert "Nothing matches these filters" in page
    assert f'href="{PAGE}"' in page


def test_the_page_turns_by_cursor_and_keeps_the_filter(harbor, signed_in):
    for _ in range(60):
        customer_changed(harbor, harbor.owner)
    client = signed_in(harbor.owner)
    page = read(client, person="Olivia")
    assert page.count('class="audit"') == 50
    following = client.get(PAGE + page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&"))
    assert following.content.decode().count('class="audit"') == 10
    assert 'value="Olivia"' in following.content.decode()
    assert client.get(PAGE, {"cursor": "nonsense"}).status_code == 404


def test_the_page_asks_the_same_for_one_and_for_fifty(harbor, signed_in):
    client = signed_in(harbor.owner)
    read(client)
    for _ in range(50):
        customer_changed(harbor, harbor.owner)
        with counted_statements() as statements:
            read(client)
        assert len(statements) <= 8, statements


def test_the_api_gives_person_object_and_changes(harbor, api_client):
    event = customer_changed(harbor, harbor.owner, NOON, name=["Acme", "Acme Dental"])
    customer_changed(harbor)
    system, by_owner = api_client(harbor, scopes=["projects:read"]).get(API).json()["results"]
    assert by_owner == {
        "id": str(event.pk),
        "at": "2026-11-20T17:00:00Z",
        "by": {"name": "Olivia Grant", "email": "owner@harbor.example"},
        "actor_kind": "member",
        "actor_key": "",
        "verb": "customer.updated",
        "object": {"type": "customer", "id": str(harbor.customer.pk), "label": "Acme Dental"},
        "project": "",
        "changes": {"name": ["Acme", "Acme Dental"]},
        "request_id": "-",
    }
    assert (system["by"], system["actor_kind"]) == ({"name": "MSP PM", "email": None}, "system")


def test_what_a_program_did_names_its_key_wherever_it_is_shown(harbor, api_client, signed_in):
    api = api_client(harbor)
    said = api.post("/api/v1/deals/", sample(), content_type="application/json")
    assert said.status_code == 201
    client, shown = signed_in(harbor.owner), '<b>Ana Ruiz</b> <span class="muted">by key test</span> received'
    assert shown in client.get(f"/o/harbor/deals/{said.json()['id']}/").content.decode()
    assert shown in read(client)
    by_key = api.get(API).json()["results"][0]
    assert (by_key["actor_kind"], by_key["actor_key"]) == ("api_key", "test")


def test_an_entry_from_before_keys_were_named_says_that_it_was_one():
    assert AuditEvent(actor_kind="api_key").through == "by an API key"
    assert AuditEvent(actor_kind="member").through == ""


def test_the_api_filters_by_project_and_change(harbor, api_client):
    project_started(harbor, "P-0007", "Server refresh")
    instant = timezone.now()
    customer_changed(harbor)
    client = api_client(harbor)
    assert [row["object"]["label"] for row in client.get(API, {"project": "P-0007"}).json()["results"]] == [
        "Server refresh"
    ]
    assert [row["verb"] for row in client.get(API, {"updated_since": instant.isoformat()}).json()["results"]] == [
        "customer.updated"
    ]


def test_the_api_filters_as_the_page_does(harbor, api_client):
    early = customer_changed(harbor, harbor.owner, NOON)
    started = project_started(harbor, "P-0007", "Server refresh")
    client = api_client(harbor)
    for query, verb in (
        ({"object": str(early.object_id)}, "customer.updated"),
        ({"until": "2026-11-20"}, "customer.updated"),
        ({"since": "2026-11-21"}, "project.started"),
        ({"act": "project.st"}, "project.started"),
        ({"about": "refresh"}, "project.started"),
        ({"person": "Olivia"}, "customer.updated"),
    ):
        assert [row["verb"] for row in client.get(API, query).json()["results"]] == [verb], query
    assert client.get(API, {"object": str(started.pk)}).json()["results"] == []
    assert client.get(API, {"since": "yesterday"}).status_code == 400
    assert client.get(API, {"object": "P-0007"}).status_code == 400


def test_the_api_needs_its_scope_and_few_statements(harbor, api_client):
    assert api_client(harbor, scopes=["deals:read"]).get(API).status_code == 403
    for _ in range(30):
        customer_changed(harbor, harbor.owner)
    client = api_client(harbor)
    client.get(API)
    for page_size in (1, 30):
        with counted_statements() as statements:
            client.get(API, {"page_size": page_size})
        assert len(statements) == 3, statements  # route, key with member, events with actors


def test_one_object_has_its_own_history(harbor, rival, signed_in):
    customer_changed(harbor, harbor.owner, name=["", "Acme"])
    task_completed(harbor, "P-0007")
    customer_changed(rival, rival.owner)
    client = signed_in(harbor.owner)
    page = read(client, object=str(harbor.customer.pk))
    assert "changed the customer" in page
    assert "completed the task" not in page
    for nobody in (str(rival.customer.pk), str(uuid4()), "no-id"):
        assert "changed the customer" not in read(client, object=nobody)


def test_the_trail_is_read_by_act_and_by_days(harbor, signed_in):
    customer_changed(harbor, harbor.owner, name=["", "Acme"])
    client = signed_in(harbor.owner)
    said = "changed the customer"
    assert said in read(client, act="Changed the cust")
    assert said in read(client, act="customer.")
    assert said not in read(client, act="accepted")
    assert said in read(client, since="2020-01-01", until="2099-12-31")
    for days in ({"since": "2099-01-01"}, {"until": "2020-01-01"}, {"since": "soon"}):
        assert said not in read(client, **days)
