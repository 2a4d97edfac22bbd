"""What is read out of events: halves in any order, quarantine that a person resolves, who sees what."""

import itertools
import json

import pytest

from audit.models import AuditEvent
from core import clock
from core.errors import DomainError, NotAllowed
from customers.models import Customer
from deals.models import Deal
from integrations import actions, queries
from integrations.models import InboundEvent
from notices.models import Notice
from tests.deals.sample import sample
from tests.integrations.test_hooks import deliver
from tests.integrations.test_presets import THEIRS, payload_of

pytestmark = pytest.mark.django_db
URL = "/hooks/v1/harbor/hubspot/"


@pytest.fixture
def hubspot(harbor):
    with harbor.scope():
        source = actions.create_source(name="hubspot", preset="hubspot", by=harbor.owner)
        return actions.change_source(source=source, mapping=THEIRS["hubspot"], by=harbor.project_manager)


def send(source, body, number=1):
    return deliver(queries.secret_of(source), json.dumps(body).encode(), event_id=f"msg_{number}")


def halves():
    """Three events of one deal: won, corrected a minute later, and its lines by themselves."""
    first, second = payload_of("hubspot"), payload_of("hubspot")
    lines = {"deal_id": first["deal"]["id"], "line_items": first.pop("line_items")}
    second.pop("line_items")
    second["deal"]["properties"] |= {"dealname": "Server refresh, both offices"}
    second["deal"]["updatedAt"] = second["deal"]["properties"]["hs_lastmodifieddate"] = "2026-11-03T02:40:00Z"
    return first, second, lines


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_three_events_in_any_order_end_in_the_same_deal(harbor, hubspot, order):
    events = halves()
    answers = [send(hubspot, events[index], index).status_code for index in order]
    assert set(answers) <= {200, 201, 202}
    with harbor.scope():
        deal = Deal.objects.get()
        assert (deal.title, deal.state, deal.lines.count()) == ("Server refresh, both offices", "ready", 2)
        assert not InboundEvent.objects.filter(state="quarantined").exists()


def test_a_body_of_our_own_may_say_when_it_was_changed(harbor):
    with harbor.scope():
        source = actions.create_source(name="hubspot", by=harbor.owner)
    send(source, sample(title="New", updated_at="2026-11-02T10:05:00Z"), 1)
    answer = send(source, sample(title="Old", updated_at="2026-11-02T10:00:00Z"), 2)
    assert (answer.status_code, answer.json()["code"]) == (200, "outdated")
    with harbor.scope():
        assert Deal.objects.get().title == "New"


def test_what_a_later_event_does_not_speak_of_stays(harbor, hubspot):
    first, second, lines = halves()
    second["contacts"] = None
    for number, body in enumerate((first, lines, second)):
        send(hubspot, body, number)
    with harbor.scope():
        deal = Deal.objects.get()
        assert (deal.contacts.count(), deal.lines.count(), deal.po_number) == (1, 2, "PO-9")


def test_an_unknown_currency_waits_with_its_pointer_until_the_mapping_knows_it(harbor, hubspot, signed_in):
    body = payload_of("hubspot")
    body["deal"]["properties"]["deal_currency_code"] = "US Dollar"
    assert send(hubspot, body).json()["errors"][0]["pointer"] == "/deal/properties/deal_currency_code"
    browser = signed_in(harbor.project_manager)
    with harbor.scope():
        event = InboundEvent.objects.get()
    page = f"/o/harbor/settings/webhooks/events/{event.pk}/"
    shown = browser.get(page).content.decode()
    assert "/deal/properties/deal_currency_code" in shown
    assert "&quot;US Dollar&quot;" in shown
    form = {"preset": "hubspot", "words-currency": "US Dollar = USD"}
    form |= {f"field-{ours.replace('.', '-')}": theirs for ours, theirs in THEIRS["hubspot"]["fields"].items()}
    form |= {"words-billing_model": "Fixed Fee = fixed_price", "words-line-skill_level": "Senior = L3"}
    assert browser.post(f"/o/harbor/settings/webhooks/{hubspot.pk}/", form).status_code == 302
    assert b"up to date" in browser.post(f"{page}replay/", follow=True).content
    with harbor.scope():
        assert Deal.objects.get().currency == "USD"
        assert AuditEvent.objects.filter(verb="webhook_source.changed").count() == 2


def test_a_pair_without_an_equals_sign_is_said_beside_its_field(harbor, hubspot, signed_in):
    answer = signed_in(harbor.owner).post(
        f"/o/harbor/settings/webhooks/{hubspot.pk}/", {"preset": "hubspot", "words-currency": "Dollar"}
    )
    assert (answer.status_code, b"their word = our word" in answer.content) == (422, True)


def test_an_unknown_customer_is_a_question_and_never_a_guess(harbor, hubspot, signed_in):
    with harbor.scope():
        Customer.objects.create(name="Brook Dental Group", mail_domain="brook.example")
    send(hubspot, payload_of("hubspot"))
    with harbor.scope():
        deal, event = Deal.objects.get(), InboundEvent.objects.get()
        assert deal.customer_id is None
    browser = signed_in(harbor.project_manager)
    assert b"Customer unknown" in browser.get("/o/harbor/settings/webhooks/").content
    page = browser.get(f"/o/harbor/settings/webhooks/events/{event.pk}/").content
    assert b"Which customer is Brook Dental?" in page
    assert b"Brook Dental Group" in page


def test_an_event_that_is_no_deal_is_rejected_with_a_reason_and_comes_back_when_read_again(
    harbor, hubspot, signed_in
):
    send(hubspot, {"nonsense": True})
    with harbor.scope():
        event = InboundEvent.objects.get()
        with pytest.raises(DomainError):
            actions.reject_event(event=event, reason=" ", by=harbor.owner)
    page = f"/o/harbor/settings/webhooks/events/{event.pk}/"
    told = signed_in(harbor.owner).post(f"{page}reject/", {"reason": "A test of the CRM"}, follow=True)
    assert b"A test of the CRM" in told.content
    with harbor.scope():
        event.refresh_from_db()
        assert event.state == "rejected"
        assert actions.replay_event(event=event, by=harbor.owner, now=clock.now()).state == "quarantined"
        with pytest.raises(NotAllowed):
            actions.reject_event(event=event, reason="x", by=harbor.technician)


def test_whoever_resolves_it_is_told_once_a_day_and_source(harbor, hubspot):
    for number in range(3):
        send(hubspot, {"nonsense": number}, number)
    with harbor.scope():
        told = {one.member_id for one in Notice.objects.filter(event="event_quarantined")}
        assert told == {harbor.service_manager.pk, harbor.project_manager.pk}
        assert Notice.objects.filter(event="event_quarantined").count() == 2


def test_only_who_hands_over_deals_sees_what_was_sent(harbor, hubspot, signed_in, api_client):
    send(hubspot, payload_of("hubspot"))
    with harbor.scope():
        event = InboundEvent.objects.get()
    page, address = f"/o/harbor/settings/webhooks/events/{event.pk}/", f"/api/v1/webhooks/events/{event.pk}/"
    for role, sees in (("owner", True), ("service_manager", True), ("sales", True), ("technician", False)):
        assert (b"hs_cost_of_goods_sold" in signed_in(harbor.members[role]).get(page).content) == sees
        assert api_client(harbor, role).get(address).status_code == (200 if sees else 403)


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "1e999999", "[[1]]"])
def test_what_no_database_keeps_waits_in_quarantine_like_anything_else(harbor, hubspot, text):
    shown = text if text[0] in "[1" else f'"{text}"'
    body = f'{{"id": {shown}, "properties": {{"dealname": {shown}, "deal_currency_code": {shown}}}}}'
    answer = deliver(queries.secret_of(hubspot), body.encode())
    assert (answer.status_code, answer.json()["state"]) == (202, "quarantined")


def test_a_change_after_the_decision_waits_202_by_webhook_and_409_by_api(harbor, api_client):
    with harbor.scope():
        source = actions.create_source(name="hubspot", by=harbor.owner)
    send(source, sample(), 1)
    client = api_client(harbor)
    deal = client.get("/api/v1/deals/").json()["results"][0]["id"]
    people = {"project_manager": harbor.project_manager.email, "lead_tech": harbor.lead_tech.email}
    accepted = client.post(f"/api/v1/deals/{deal}/accept/", people, content_type="application/json")
    assert accepted.status_code == 201, accepted.content
    changed = sample(po_number="PO-10")
    assert send(source, changed, 2).status_code == 202
    assert client.post("/api/v1/deals/", changed, content_type="application/json").status_code == 409
    assert send(source, sample(), 3).status_code == 200
    with harbor.scope():
        assert Deal.objects.get().po_number == "PO-9"


def test_an_offset_that_no_clock_has_is_an_instant_all_the_same(harbor, hubspot, api_client):
    body = payload_of("hubspot")
    body["deal"]["updatedAt"] = "2026-11-03T02:31:10-23:58"
    assert send(hubspot, body).status_code == 201
    client = api_client(harbor, "owner")
    for offset in ("%2B22:27", "-23:58"):
        assert client.get(f"/api/v1/webhooks/events/?updated_since=2026-11-20T15:00:00{offset}").status_code == 200
    assert client.get("/api/v1/webhooks/events/?updated_since=0001-01-01T00:00:00%2B10:00").status_code == 400


def test_the_api_does_what_the_pages_do(harbor, api_client):
    client = api_client(harbor, "owner", ["webhooks:write", "webhooks:read"])
    made = client.post(
        "/api/v1/webhooks/sources/", {"name": "crm", "preset": "hubspot"}, content_type="application/json"
    )
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    address = f"/api/v1/webhooks/sources/{made.json()['id']}/"
    patched = client.patch(address, {"mapping": THEIRS["hubspot"]}, content_type="application/json")
    assert patched.json()["mapping"] == THEIRS["hubspot"]
    wrong = client.patch(address, {"mapping": {"fields": {"title": "x"}}}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/mapping/fields/title")
    secret = client.post(f"{address}rotate/").json()["secret"]
    assert secret != made.json()["secret"]
    deliver(secret, b'{"nonsense": 1}', url="/hooks/v1/harbor/crm/")
    event = client.get("/api/v1/webhooks/events/?state=quarantined").json()["results"][0]["id"]
    assert client.get(f"/api/v1/webhooks/events/{event}/").json()["errors"]
    assert client.post(f"/api/v1/webhooks/events/{event}/replay/").json()["attempts"] == 2
    done = client.post(
        f"/api/v1/webhooks/events/{event}/reject/", {"reason": "Test"}, content_type="application/json"
    )
    assert done.json()["state"] == "rejected"
    assert client.patch(address, {"disabled": True}, content_type="application/json").json()["disabled_at"]
    assert api_client(harbor, "technician").get(address).status_code == 403
