"""The deals inbox, the deal's page and the form, as a member uses them."""

import re

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from core import clock
from deals.actions import receive_deal
from deals.models import Deal
from mailing.models import OutgoingMail
from tests.deals.sample import sample
from tests.statements import counted_statements

BASE = "/o/harbor/deals/"


@pytest.fixture
def pm(harbor, signed_in):
    return signed_in(harbor.project_manager)


@pytest.fixture
def take_in(harbor):
    def take(**changes):
        with harbor.scope():
            return receive_deal(payload=sample(**changes), by=harbor.sales, now=clock.now()).deal

    return take


def current(harbor, deal):
    with harbor.scope():
        return Deal.objects.get(pk=deal.pk)


def form_data(**changes):
    rows = {
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "contacts-TOTAL_FORMS": "1",
        "contacts-INITIAL_FORMS": "0",
    }
    line = {
        "kind": "labor",
        "description": "Migration",
        "hours": "40",
        "skill_level": "L2",
        "quantity": "40",
        "unit": "hour",
        "unit_price": "150.00",
        "unit_cost": "70.00",
        "external_id": "",
    }
    contact = {"name": "Lee Ann", "email": "lee@brook.example", "role": "signer"}
    data = {
        "title": "Server refresh",
        "customer_name": "Brook Dental",
        "salesperson_email": "sales@harbor.example",
        "currency": "USD",
        "billing_model": "fixed_price",
        "po_number": "PO-9",
        "target_start": "2026-12-01",
        "target_end": "2027-01-15",
        "promises": "No downtime\n\nWeekend work",
        **rows,
    }
    data |= {f"lines-0-{name}": value for name, value in line.items()}
    data |= {f"contacts-0-{name}": value for name, value in contact.items()}
    return data | changes


def test_an_empty_inbox_teaches_how_deals_arrive(pm):
    page = pm.get(BASE)
    assert page.status_code == 200
    assert "Closed deals arrive here" in page.content.decode()


def test_the_inbox_shows_what_is_open_and_what_is_missing(pm, take_in):
    take_in()
    take_in(external_id="D-2", title="Firewall", customer={"name": "Cove Marina"}, contacts=[], po_number="")
    page = pm.get(BASE).content.decode()
    assert "1 of 2 open deals are ready to accept" in page
    assert "2 missing" in page
    assert "Ready to accept" in page


def test_filters_search_and_order_live_in_the_address(pm, take_in):
    take_in()
    take_in(external_id="D-2", title="Firewall", customer={"name": "Cove Marina"}, contacts=[])
    assert "Firewall" not in pm.get(BASE, {"state": "ready"}).content.decode()
    assert "Server refresh" not in pm.get(BASE, {"search": "marina"}).content.decode()
    titles = [deal.title for deal in pm.get(BASE, {"ordering": "title"}).context["page"]]
    assert titles == ["Firewall", "Server refresh"]
    assert "Nothing matches" in pm.get(BASE, {"search": "zzz"}).content.decode()


def test_every_order_pages_without_loss(pm, take_in):
    for number in range(55):
        start = None if number % 3 else "2026-12-01"
        take_in(
            external_id=f"D-{number}",
            title=f"Deal {number:02}",
            target_start=start,
            customer={"name": f"C {number}"},
            contacts=[],
        )
    for ordering in ("title", "-title", "start", "-start", "customer", "received", "-received"):
        first = pm.get(BASE, {"ordering": ordering}).context["page"]
        second = pm.get(BASE + first.next_url).context["page"]
        assert len({deal.pk for deal in [*first, *second]}) == 55, ordering
    assert pm.get(BASE, {"cursor": "nonsense"}).status_code == 404


@pytest.mark.parametrize("rows", [3, 60])
def test_the_inbox_costs_the_same_however_long(pm, take_in, rows):
    for number in range(rows):
        take_in(external_id=f"D-{number}", customer={"name": f"Clinic {number}"}, contacts=[])
    pm.get(BASE)
    with counted_statements() as made:
        pm.get(BASE)
    # session, user, organization, membership, counts, deals
    assert len(made) <= 8, made
    assert len([sql for sql in made if "deals_" in sql]) == 2


def test_everything_wrong_with_a_typed_deal_is_listed_with_its_row(pm):
    wrong = {"title": "", "lines-0-hours": "many", "contacts-0-email": "lee at brook"}
    answer = pm.post(f"{BASE}new/", form_data(**wrong))
    page = re.sub(r"<[^>]+>", "", answer.content.decode())
    assert answer.status_code == 422
    assert "3 things need a change" in page
    assert "Line 1, Hours: Enter a number." in page
    assert "Person 1, Email: Enter a valid email address." in page


def test_the_page_of_a_deal_stays_within_twelve_statements(pm, take_in):
    deal = take_in()
    with counted_statements() as made:
        assert pm.get(f"{BASE}{deal.pk}/").status_code == 200
    assert len(made) <= 12, made


def test_the_page_says_what_is_missing_and_offers_the_decisions(pm, take_in):
    page = pm.get(f"{BASE}{take_in(po_number='').pk}/").content.decode()
    assert "Add the PO number, or say why none is needed." in page
    assert "Return the deal" in page
    assert "Decline the deal" in page
    assert "Edit the deal" in page


def test_the_page_says_which_line_lacks_what_and_adds_up_only_what_is_known(pm, take_in):
    known = {"kind": "product", "description": "Rack", "quantity": "1", "unit_price": "300", "unit_cost": "200"}
    unpriced = {"kind": "labor", "description": "Cabling", "hours": "4", "unit_cost": "70"}
    bare = {"kind": "labor", "description": "Testing", "unit_price": "150"}
    page = pm.get(f"{BASE}{take_in(lines=[unpriced]).pk}/").content.decode()
    assert "Complete at least one line: line 1 (Cabling) lacks price." in page
    assert "price missing" in page
    assert "$0.00" not in page
    page = pm.get(f"{BASE}{take_in(external_id='D-2', lines=[known, unpriced, bare]).pk}/").content.decode()
    assert "Complete every line: line 2 (Cabling) lacks price; line 3 (Testing) lacks hours and cost." in page
    assert "without 2 lines" in page
    assert "$300.00" in page


def test_the_form_marks_what_acceptance_needs(pm):
    page = pm.get(f"{BASE}new/").content.decode()
    for label in ("Billing", "Promised start", "Promised end", "Salesperson"):
        assert f'{label} <span class="optional">(needed to accept)</span>' in page, label
    assert 'Price each <span class="optional">(needed)</span>' in page
    assert page.index('<option value="USD"') < page.index('<option value="AED"')  # the organization's own first


def test_who_may_only_read_gets_no_buttons_and_is_refused(harbor, take_in, signed_in):
    deal = take_in()
    technician = signed_in(harbor.technician)
    page = technician.get(f"{BASE}{deal.pk}/").content.decode()
    assert "Return the deal" not in page
    assert "Edit the deal" not in page
    assert technician.get(f"{BASE}new/").status_code == 403
    assert technician.post(f"{BASE}{deal.pk}/decline/", {"reason": "No"}).status_code == 403
    assert current(harbor, deal).state == "ready"


def test_the_form_makes_the_same_deal_as_the_api(harbor, signed_in):
    sales = signed_in(harbor.sales)
    assert 'value="sales@harbor.example" selected' in sales.get(f"{BASE}new/").content.decode()
    answer = sales.post(f"{BASE}new/", form_data())
    with harbor.scope():
        deal = Deal.objects.get()
        assert answer.url == f"{BASE}{deal.pk}/"
        assert (deal.source, deal.state, deal.customer.name) == ("form", "ready", "Brook Dental")
        assert deal.promises == ["No downtime", "Weekend work"]
        line = deal.lines.get()
        assert (line.hours, line.unit_price, line.skill_level) == (40, 150, "L2")


def test_a_customer_picked_by_name_needs_no_confirmation(harbor, signed_in):
    signed_in(harbor.sales).post(f"{BASE}new/", form_data(customer_name="acme dental"))
    with harbor.scope():
        assert Deal.objects.get().customer == harbor.customer


def test_a_row_is_added_without_script_and_nothing_typed_is_lost(pm):
    page = pm.post(f"{BASE}new/", form_data(add="lines"))
    assert page.status_code == 200
    text = page.content.decode()
    assert 'name="lines-1-description"' in text
    assert 'value="Migration"' in text
    assert "Server refresh" in text
    assert "This field is required" not in text


def many_lines(count, **changes):
    """What the form sends for a deal of ``count`` lines."""
    line = {name: value for name, value in form_data().items() if name.startswith("lines-0-")}
    rows = {name.replace("-0-", f"-{row}-"): value for row in range(count) for name, value in line.items()}
    return form_data(**rows | {"lines-TOTAL_FORMS": str(count)} | changes)


def test_of_a_long_deal_only_the_new_and_the_wrong_lines_stand_open(pm):
    longer = pm.post(f"{BASE}new/", many_lines(60, add="lines")).content.decode()
    assert longer.count("<span>Line ") == 60
    assert re.search(r'name="lines-60-description"[^>]*autofocus', longer)
    refused = pm.post(f"{BASE}new/", many_lines(8, **{"lines-3-hours": "-1"})).content.decode()
    assert [number for number in range(1, 9) if f"<span>Line {number}: " in refused] == [1, 2, 3, 5, 6, 7, 8]
    short = pm.post(f"{BASE}new/", many_lines(5, add="lines")).content.decode()
    assert "<span>Line " not in short


def test_the_second_of_two_editors_decides_before_anything_is_overwritten(harbor, take_in, pm, signed_in):
    deal = take_in()
    url = f"{BASE}{deal.pk}/edit/"
    seen = re.search(r'name="seen" value="(\w{32})"', pm.get(url).content.decode())[1]
    signed_in(harbor.sales).post(url, form_data(title="Server refresh, both sites", seen=seen))
    answer = pm.post(url, form_data(title="Server refresh 2027", seen=seen))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<strong>Sam Ortiz</strong> changed this deal" in page
    assert "<del>Server refresh, both sites</del>" in page
    assert 'value="Server refresh 2027"' in page
    now_seen = re.search(r'name="seen" value="(\w{32})"', page)[1]
    assert pm.post(url, form_data(title="Server refresh 2027", seen=now_seen)).status_code == 302
    with harbor.scope():
        assert Deal.objects.get(pk=deal.pk).title == "Server refresh 2027"


def test_wrong_input_comes_back_with_its_sentences(pm, harbor):
    page = pm.post(f"{BASE}new/", form_data(title="", target_end="2026-11-01", **{"lines-0-hours": "-1"}))
    assert page.status_code == 422
    assert "The end must not lie before the start." in page.content.decode()
    with harbor.scope():
        assert not Deal.objects.exists()


def test_sales_completes_a_returned_deal_and_it_is_ready_again(harbor, pm, signed_in, take_in):
    deal = take_in(po_number="")
    pm.post(f"{BASE}{deal.pk}/return/", {"questions": "Which PO?\nWho signs?"})
    assert current(harbor, deal).questions == ["Which PO?", "Who signs?"]
    sales = signed_in(harbor.sales)
    assert "Your answer" in sales.get(f"{BASE}{deal.pk}/").content.decode()
    form = sales.get(f"{BASE}{deal.pk}/edit/").context["form"]
    assert form["title"].value() == "Server refresh"
    assert sales.post(f"{BASE}{deal.pk}/edit/", form_data()).status_code == 302
    after = current(harbor, deal)
    assert (after.state, after.source, after.po_number) == ("ready", "hubspot", "PO-9")


def test_a_returned_deal_sends_the_salesperson_the_whole_list_once(harbor, pm, take_in):
    deal = take_in()
    pm.post(reverse("deals:return", args=["harbor", deal.pk]), {"questions": "Who signs?\nWhich site?"})
    with harbor.scope():
        (mail,) = OutgoingMail.objects.filter(kind="deal_returned")
    assert (mail.to_email, mail.audience, mail.reply_to) == (
        harbor.sales.email,
        "sales",
        harbor.project_manager.email,
    )
    assert "1. Who signs?\n2. Which site?" in mail.text
    assert f"/o/harbor/deals/{deal.pk}/" in mail.html


def test_what_people_added_here_survives_a_re_delivery(harbor, take_in, pm):
    deal = take_in(po_number="")
    pm.post(f"{BASE}{deal.pk}/edit/", form_data())
    take_in(po_number="", title="Server refresh, phase 1")
    after = current(harbor, deal)
    assert (after.title, after.po_number) == ("Server refresh, phase 1", "PO-9")


def test_the_customer_is_confirmed_on_the_page(harbor, pm, take_in):
    deal = take_in(customer={"external_id": "C-5", "name": "Acme Dental Group"})
    assert "Which customer is Acme Dental Group?" in pm.get(f"{BASE}{deal.pk}/").content.decode()
    pm.post(f"{BASE}{deal.pk}/customer/", {"customer": str(harbor.customer.pk)})
    assert current(harbor, deal).customer_id == harbor.customer.pk


def test_declining_and_filing_elsewhere_end_the_deal(harbor, pm, take_in):
    first, second = take_in(), take_in(external_id="D-2")
    pm.post(f"{BASE}{first.pk}/decline/", {"reason": "Too far"})
    pm.post(f"{BASE}{second.pk}/not-a-project/", {"request_type": "install", "reference": "T-1"})
    assert (current(harbor, first).state, current(harbor, second).state) == ("declined", "not_a_project")
    assert "Too far" in pm.get(f"{BASE}{first.pk}/").content.decode()
    with harbor.scope():
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
        assert {"deal.declined", "deal.not_a_project"} <= verbs


def test_a_refused_act_comes_back_with_its_sentence(harbor, pm, take_in):
    deal = take_in()
    url = f"{BASE}{deal.pk}/"
    page = pm.post(
        f"{url}return/", {"questions": "  "}, headers={"referer": f"http://testserver{url}"}, follow=True
    )
    assert "Write at least one question" in page.content.decode()
    assert current(harbor, deal).state == "ready"


def test_a_foreign_deal_does_not_exist(rival, pm):
    with rival.scope():
        theirs = receive_deal(payload=sample(), by=rival.sales, now=clock.now()).deal
    assert pm.get(f"{BASE}{theirs.pk}/").status_code == 404
    assert pm.get(f"{BASE}{theirs.pk}/edit/").status_code == 404
    for act in ("customer", "return", "answer", "decline", "not-a-project"):
        assert pm.post(f"{BASE}{theirs.pk}/{act}/", {}).status_code == 404
