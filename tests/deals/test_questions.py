"""Questions to sales: by line, answered one by one; after the release counted as recalls; and what the numbers say."""

import datetime as dt

import pytest

from core import clock
from core.errors import DomainError
from deals import actions
from deals.models import Deal
from deals.queries import numbers
from notices.models import Notice
from projects.actions import accept_deal
from tests.deals.sample import sample
from tests.statements import counted_statements

BASE = "/o/harbor/deals/"


def other(name):
    """A customer whom nobody could take for another."""
    return {"customer": {"name": name}, "contacts": [{"name": "Pat", "email": f"pat@{name[:4].lower()}.example"}]}


@pytest.fixture
def take_in(harbor):
    def take(now=None, **changes):
        with harbor.scope():
            return actions.receive_deal(payload=sample(**changes), by=harbor.sales, now=now or clock.now()).deal

    return take


@pytest.fixture
def accepted(harbor, take_in):
    def accept(now=None, **changes):
        deal = take_in(now=now, **changes)
        with harbor.scope():
            people = {"project_manager": harbor.project_manager, "lead_tech": harbor.lead_tech}
            accept_deal(deal=deal, by=harbor.project_manager, now=now or clock.now(), **people)
        return deal

    return accept


def current(harbor, deal):
    with harbor.scope():
        return Deal.objects.get(pk=deal.pk)


def test_each_question_stands_by_its_line_and_gets_its_own_answer(harbor, take_in, signed_in):
    deal, pm, sales = take_in(), signed_in(harbor.project_manager), signed_in(harbor.sales)
    page = f"{BASE}{deal.pk}/"
    form = {"about": ["Line 1, Migration", "Line 2, Server"], "ask": ["How many mailboxes?", " "]}
    assert pm.post(f"{page}return/", form | {"questions": "Who signs?"}).status_code == 302
    with harbor.scope():
        rows = list(deal.asked.order_by("position"))
    assert [(row.about, row.text) for row in rows] == [
        ("Line 1, Migration", "How many mailboxes?"),
        ("", "Who signs?"),
    ]
    assert current(harbor, deal).questions == ["Line 1, Migration: How many mailboxes?", "Who signs?"]
    assert "Line 1, Migration: How many mailboxes?" in sales.get(page).content.decode()
    half = {f"answer-{rows[0].pk}": "Forty"}
    assert sales.post(f"{page}answer/", half).status_code == 400
    assert current(harbor, deal).state == "returned"
    sales.post(f"{page}answer/", half | {f"answer-{rows[1].pk}": "Lee"})
    assert current(harbor, deal).state == "ready"
    html = pm.get(page).content.decode()
    assert "Forty" in html
    assert "Lee" in html


def test_a_released_salesperson_is_free_and_a_recall_is_counted(harbor, accepted, signed_in):
    deal, lead, sales = accepted(), signed_in(harbor.lead_tech), signed_in(harbor.sales)
    page = f"{BASE}{deal.pk}/"
    assert f"You are free. {harbor.project_manager.name} has it." in sales.get(page).content.decode()
    assert "You are free" not in lead.get(page).content.decode()
    assert lead.post(f"{page}recalls/", {"question": "Which rack?", "about": "Line 2, Server"}).status_code == 302
    assert current(harbor, deal).recalls == 1
    with harbor.scope():
        row = deal.asked.get()
        told = Notice.objects.get(member=harbor.sales, event="deal_returned")
    assert told.url.endswith(f"{deal.pk}/#recalls")
    assert sales.post(f"{page}recalls/{row.pk}/", {"answer": "The left one"}).status_code == 302
    assert "The left one" in lead.get(page).content.decode()
    with harbor.scope():
        row.refresh_from_db()
        with pytest.raises(DomainError):
            actions.answer_recall(question=row, answer="Again", by=harbor.sales, now=clock.now())


def test_nobody_is_recalled_before_the_release_nor_by_a_technician(harbor, take_in, accepted, signed_in):
    deal = take_in(external_id="D-open", **other("Oakes Printing"))
    pm = signed_in(harbor.project_manager)
    pm.post(f"{BASE}{deal.pk}/recalls/", {"question": "Which rack?"})
    assert current(harbor, deal).recalls == 0
    done = accepted()
    assert signed_in(harbor.technician).post(f"{BASE}{done.pk}/recalls/", {"question": "?"}).status_code == 403


def test_the_api_asks_and_answers_the_same_way(harbor, accepted, api_client, take_in):
    api = api_client(harbor)
    deal = take_in(external_id="D-2", **other("Oakes Printing"))
    address = f"/api/v1/deals/{deal.pk}/"
    body = {"questions": ["Who signs?", {"about": "Line 1", "question": "How many?"}]}
    returned = api.post(f"{address}return/", body, content_type="application/json").json()
    assert [row["about"] for row in returned["asked"]] == ["", "Line 1"]
    answers = {row["id"]: "Yes" for row in returned["asked"]}
    answered = api.post(f"{address}answer/", {"answers": answers}, content_type="application/json").json()
    assert [row["answer"] for row in answered["asked"]] == ["Yes", "Yes"]
    done = f"/api/v1/deals/{accepted().pk}/"
    asked = api.post(f"{done}recalls/", {"question": "Which rack?"}, content_type="application/json").json()
    assert asked["recalls"] == 1
    last = f"{done}recalls/{asked['asked'][-1]['id']}/"
    assert (
        api.post(last, {"answer": "Left"}, content_type="application/json").json()["asked"][-1]["answer"] == "Left"
    )


def test_the_numbers_say_hours_returns_recalls_and_what_is_forgotten(
    harbor, accepted, take_in, signed_in, api_client
):
    now = clock.now()
    today = now.astimezone(harbor.organization.zone)
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    accepted(now=now, won_on=midnight.date().isoformat())
    broken = take_in(external_id="D-3", po_number="", target_end=None, **other("Oakes Printing"))
    take_in(external_id="D-4", po_number="", **other("Larkin Architects"))
    with harbor.scope():
        actions.return_deal(deal=broken, questions=["PO?"], by=harbor.project_manager, now=now)
        with counted_statements() as made:
            (row,) = numbers.seller_numbers(harbor.organization, now=now)
            found = numbers.forgotten(harbor.organization, now=now)
    assert len(made) == 2
    assert (row.deals, row.released, row.returns, row.recalls) == (3, 1, 1, 0)
    assert abs(float(row.median_hours) - (today - midnight) / dt.timedelta(hours=1)) < 0.2
    assert [(item.code, item.count) for item in found] == [("po_missing", 2), ("target_end_missing", 1)]
    html = signed_in(harbor.sales).get(f"{BASE}numbers/").content.decode()
    assert "missing in 2 deals when they came in" in html
    assert api_client(harbor).get("/api/v1/deals/numbers/").json()["all"]["returns"] == 1
