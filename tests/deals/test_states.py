"""However a deal is acted upon, by page and by API and by its source: no transition that the rules do not know."""

import os
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from deals import actions
from deals.choices import DealState
from deals.models import Deal
from deals.rules import TRANSITIONS
from tests.deals.sample import sample

EXAMPLES = 150 if os.environ.get("MSP_GATE") else 8
DECIDED = {DealState.ACCEPTED, DealState.DECLINED, DealState.NOT_A_PROJECT}
ACTS = {
    "return": {"questions": "Who signs?"},
    "answer": {"answer": "Pat signs."},
    "decline": {"reason": "Outside our area"},
    "not-a-project": {"request_type": "install", "reference": "T-1"},
    "accept": {},
    "recalls": {"question": "Where is the key?"},
    "changes": {"part": "po_number", "decision": "refused", "reason": "No"},
    "change-order": {"part": "target_end"},
}
SENT = ({}, {"po_number": ""}, {"title": "Server refresh again"}, {"target_end": "2027-02-01"})
STEPS = st.lists(
    st.tuples(st.sampled_from(["page", "api"]), st.sampled_from(sorted(ACTS)))
    | st.tuples(st.just("source"), st.integers(0, len(SENT) - 1)),
    min_size=3,
    max_size=10,
)


def send(harbor, name, body):
    named = {"external_id": name, "customer": {"name": f"Customer {name}"}}
    people = [{"name": "Pat", "email": f"pat@{name}.example"}]
    with harbor.scope():
        payload = sample(**{**named, "contacts": people, **body})
        return actions.receive_deal(payload=payload, by=harbor.sales, now=clock.now()).deal


def act_by_page(client, harbor, deal, act):
    people = {"project_manager": harbor.project_manager.pk, "lead_tech": harbor.lead_tech.pk}
    values = ACTS[act] | (people if act == "accept" else {})
    return client.post(f"/o/harbor/deals/{deal.pk}/{act}/", values).status_code


def act_by_api(client, harbor, deal, act):
    people = {"project_manager": harbor.project_manager.email, "lead_tech": harbor.lead_tech.email}
    values = ACTS[act] | (people if act == "accept" else {})
    values |= {"questions": ["Who signs?"]} if act == "return" else {}
    return client.post(f"/api/v1/deals/{deal.pk}/{act}/", values, content_type="application/json").status_code


@pytest.mark.gate
def test_no_order_of_acts_makes_an_illegal_transition(harbor, signed_in, api_client):
    doors = {
        "page": (act_by_page, signed_in(harbor.project_manager)),
        "api": (act_by_api, api_client(harbor, "owner")),
    }
    names = count(1)

    def state_of(deal):
        with harbor.scope():
            return DealState(Deal.objects.get(pk=deal.pk).state)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(SENT), STEPS)
    def play(first, steps):
        name = f"machine-{next(names)}"
        deal = send(harbor, name, first)
        before = state_of(deal)
        for door, what in steps:
            if door == "source":
                send(harbor, name, SENT[what])
            else:
                act, client = doors[door]
                assert act(client, harbor, deal, what) in (200, 201, 302, 400, 403, 409, 422)
            now = state_of(deal)
            assert now in TRANSITIONS[before] | {before}
            assert before not in DECIDED or now == before
            before = now

    play()
