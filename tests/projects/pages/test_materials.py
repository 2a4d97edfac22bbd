"""Materials: by page and API the same change, in the trail; a late critical line moves the expected end."""

import datetime as dt
import os
from decimal import Decimal

import pytest

from audit.models import AuditEvent
from core import clock
from notices.models import Notice
from projects import actions
from projects.models import BomLine, Project

MANY = 20_000 if os.environ.get("MSP_GATE") else 200


@pytest.fixture
def line(harbor, project):
    with harbor.scope():
        return BomLine.objects.get(project=project)


def form(**changes):
    values = {"description": "Server", "sku": "SRV-1", "quantity": "2", "unit_cost": "3600", "unit_price": "4200"}
    return values | {"state": "ordered", "staging_days": "1"} | changes


def test_a_late_critical_line_moves_the_expected_end_and_is_on_record(harbor, manager, project, line, at):
    eta = clock.today(harbor.organization.zone) + dt.timedelta(days=200)
    page = manager.get(at("detail")).content.decode()
    assert "Still missing: vendor, arrival" in page
    answer = manager.post(
        at("edit_material", line.pk),
        form(vendor="Northwind", order_number="PO-7", eta=eta.isoformat(), is_critical="on"),
    )
    assert answer.status_code == 302, answer.content
    with harbor.scope():
        line.refresh_from_db()
        after = Project.objects.get(pk=project.pk)
        event = AuditEvent.objects.get(verb="material.updated")
    assert (line.vendor, line.order_number, line.state, line.eta) == ("Northwind", "PO-7", "ordered", eta)
    assert after.health["time"]["expected_end"] > eta.isoformat()
    assert event.changes["eta"] == [None, eta.isoformat()]


def test_a_line_is_added_and_bad_amounts_are_refused(harbor, manager, at):
    for wrong in ("-1", "1000000000000", "NaN", ""):
        assert manager.post(at("add_material"), form(quantity=wrong)).status_code == 422
    assert manager.post(at("add_material"), form(description="Cable")).status_code == 302
    with harbor.scope():
        assert BomLine.objects.filter(description="Cable").values_list("position", flat=True)[0] == 2


def test_only_its_manager_and_lead_change_materials(harbor, signed_in, at, line):
    page = signed_in(harbor.technician)
    assert page.post(at("edit_material", line.pk), form()).status_code == 403
    assert "materials/new" not in page.get(at("detail")).content.decode()


def test_the_api_lists_adds_and_changes_lines(harbor, api_client, project, line):
    api, address = api_client(harbor, "project_manager"), f"/api/v1/projects/{project.number}/bom/"
    body = {"description": "Rails", "quantity": "2", "vendor": "Northwind", "eta": "2026-12-09"}
    made = api.post(address, body, content_type="application/json")
    assert made.status_code == 201, made.content
    changed = api.patch(f"{address}{line.pk}/", {"state": "backordered"}, content_type="application/json")
    assert changed.json()["state"] == "backordered"
    assert [row["description"] for row in api.get(address).json()["results"]] == ["Server", "Rails"]
    refused = api.patch(f"{address}{line.pk}/", {"quantity": "-1"}, content_type="application/json")
    assert refused.status_code == 400


def test_part_of_a_line_is_moved_on_the_page(harbor, manager, at, line):
    page = manager.get(at("move_material", line.pk)).content.decode()
    assert "To order (2)" in page
    form = {"source": "to_order", "target": "ordered", "quantity": "1", "order_number": "PO-7"}
    assert manager.post(at("move_material", line.pk), form).status_code == 302
    assert "1 to order, 1 ordered" in manager.get(at("scope")).content.decode()
    assert manager.post(at("move_material", line.pk), form | {"quantity": "5"}).status_code == 422


def test_a_pasted_list_is_shown_before_it_is_added(harbor, manager, project, at):
    text = "Item\tQty\tCost\nRail kit\t2\t41.50\n"
    shown = manager.post(at("paste_materials"), {"lines": text})
    assert "1 line would be added" in shown.content.decode()
    with harbor.scope():
        assert BomLine.objects.filter(project=project).count() == 1
    assert manager.post(at("paste_materials"), {"lines": text, "go": "1"}).status_code == 302
    with harbor.scope():
        assert BomLine.objects.get(project=project, position=2).unit_cost == 41.5
    wrong = manager.post(at("paste_materials"), {"lines": "Item\tQty\nRail\t=1+1\n"})
    assert wrong.status_code == 422
    assert "Row 2, quantity: a formula" in wrong.content.decode()


def test_a_bad_row_of_a_pasted_list_keeps_the_good_ones_and_comes_back(harbor, manager, project, at):
    text = "Item\tQty\nRail kit\t2\nBolt\t-5\nNut\t1000000000000\nCable\t3\n"
    page = manager.post(at("paste_materials"), {"lines": text}).content.decode()
    assert "Add 2 lines" in page
    assert "Row 3, quantity: must be zero or more" in page
    assert (
        text.splitlines()[2] in manager.post(at("paste_materials"), {"lines": text, "again": "1"}).content.decode()
    )
    answer = manager.post(at("paste_materials"), {"lines": text, "go": "1"})
    assert answer["Location"] == at("paste_materials")
    with harbor.scope():
        assert set(BomLine.objects.filter(position__gt=1).values_list("description", flat=True)) == {
            "Rail kit",
            "Cable",
        }
    left = manager.get(at("paste_materials")).content.decode()
    assert "Item\tQty\nBolt\t-5\nNut\t1000000000000" in left
    assert "Bolt" not in manager.get(at("paste_materials")).content.decode()


@pytest.mark.gate
def test_twenty_thousand_rows_are_taken_and_more_text_than_a_form_holds_is_refused_in_words(
    harbor, manager, project, at
):
    text = "Item\tQty\n" + "".join(f"Item {n}\t1\n" for n in range(MANY)) + "Bolt\t-1\n"
    assert f"Add {MANY} lines" in manager.post(at("paste_materials"), {"lines": text}).content.decode()
    assert manager.post(at("paste_materials"), {"lines": text, "go": "1"}).status_code == 302
    with harbor.scope():
        assert BomLine.objects.filter(project=project).count() == MANY + 1
    refused = manager.post(at("paste_materials"), {"lines": "x" * 5_000_000})
    assert (refused.status_code, "send it in parts" in refused.content.decode()) == (400, True)


def test_lines_of_several_projects_are_moved_from_the_procurement_page(harbor, manager, signed_in, line):
    address = f"/o/{harbor.organization.slug}/procurement/move/"
    form = {"lines": [str(line.pk)], "target": "ordered", "order_number": "PO-8"}
    assert signed_in(harbor.technician).post(address, form).status_code == 403
    assert manager.post(address, form).status_code == 302
    assert manager.post(address, {"target": "ordered"}).status_code == 400
    with harbor.scope():
        line.refresh_from_db()
    assert (line.state, line.order_number) == ("ordered", "PO-8")


def test_a_move_of_many_lines_is_taken_back_whole_except_what_was_touched_since(
    harbor, manager, project, line, at
):
    address = f"/o/{harbor.organization.slug}/procurement/"
    with harbor.scope():
        rows = [{"description": "Rail", "quantity": Decimal(3), "order_number": "PO-1"}]
        actions.add_materials(project=project, rows=rows, by=harbor.lead_tech, now=clock.now())
        rail = BomLine.objects.get(description="Rail")
        actions.move_material(
            line=rail,
            source="to_order",
            target="ordered",
            quantity=Decimal(1),
            by=harbor.lead_tech,
            now=clock.now(),
        )
    body = {
        "lines": [str(line.pk), str(rail.pk)],
        "target": "received",
        "order_number": "PO-8",
        "eta": "2027-01-05",
    }
    manager.post(f"{address}move/", body)
    touched = form(vendor="Northwind", state="received")
    assert manager.post(at("edit_material", line.pk), touched).status_code == 302
    answer = manager.post(f"{address}undo/", follow=True)
    assert "1 line is back" in answer.content.decode()
    with harbor.scope():
        line.refresh_from_db()
        rail.refresh_from_db()
        trail = list(rail.moves.values_list("source", "target", "quantity").order_by("at"))
    assert (line.state, line.vendor) == ("received", "Northwind")
    assert (rail.quantities, rail.order_number, rail.eta) == ({"to_order": 2, "ordered": 1}, "PO-1", None)
    assert sorted(trail[-2:]) == [("received", "ordered", 1), ("received", "to_order", 2)]
    assert "There is nothing to take back" in manager.post(f"{address}undo/", follow=True).content.decode()


def test_serial_numbers_come_with_what_arrived_and_stand_in_its_history(harbor, manager, signed_in, at, line):
    form = {"source": "to_order", "target": "ordered", "quantity": "2", "serials": "SN-1"}
    early = manager.post(at("move_material", line.pk), form)
    assert (early.status_code, "noted with what has arrived" in early.content.decode()) == (422, True)
    arrived = form | {"target": "received", "quantity": "1"}
    assert manager.post(at("move_material", line.pk), arrived | {"serials": "SN-1\nSN-2"}).status_code == 422
    assert manager.post(at("move_material", line.pk), arrived | {"serials": " SN-1 \n\n"}).status_code == 302
    assert manager.post(at("move_material", line.pk), arrived).status_code == 422  # the same number again
    page = signed_in(harbor.technician).get(at("material_history", line.pk)).content.decode()
    assert "1: To order → Received" in page
    assert "SN-1" in page
    assert harbor.project_manager.name in page


def test_a_substitute_counts_once_the_manager_says_who_at_the_customer_agreed(harbor, manager, lead, at, line):
    refused = lead.post(
        at("move_material", line.pk), {"source": "to_order", "target": "substituted", "quantity": "2"}
    )
    assert refused.status_code == 422
    assert lead.post(at("edit_material", line.pk), form(state="substituted")).status_code == 409
    proposal = {"substitute": "Server G12, SRV-2", "why": "The G11 is no longer made"}
    assert lead.post(at("substitute", line.pk), proposal | {"why": " "}).status_code == 422
    assert lead.post(at("substitute", line.pk), proposal).status_code == 302
    assert "Substitute proposed: Server G12" in lead.get(at("scope")).content.decode()
    with harbor.scope():
        assert "a substitute for Server waits for you" in Notice.objects.get(member=harbor.project_manager).text
    answer = {"agreed": "Ann Lee, mail of today", "seen": proposal["substitute"]}
    assert lead.post(at("approve_substitute", line.pk), answer).status_code == 403
    assert manager.post(at("approve_substitute", line.pk), answer | {"agreed": ""}).status_code == 422
    assert manager.post(at("approve_substitute", line.pk), answer | {"seen": "Another"}).status_code == 409
    with harbor.scope():
        line.refresh_from_db()
        assert line.state == "to_order"
    assert manager.post(at("approve_substitute", line.pk), answer).status_code == 302
    with harbor.scope():
        line.refresh_from_db()
        move = line.moves.get()
    assert (line.state, move.quantity, move.note) == (
        "substituted",
        2,
        "Server G12, SRV-2; Ann Lee, mail of today",
    )
    assert "Instead: Server G12" in manager.get(at("scope")).content.decode()
    assert manager.post(at("approve_substitute", line.pk), answer).status_code == 409


def test_a_proposed_substitute_can_be_taken_back_by_page_and_api(harbor, api_client, manager, project, at, line):
    api, address = api_client(harbor, "project_manager"), f"/api/v1/projects/{project.number}/bom/{line.pk}/"

    def post(path, **body):
        return api.post(f"{address}{path}", body, content_type="application/json")

    assert post("substitute/approve/", agreed="Ann Lee").json()["type"] == "urn:msp-pm:not_proposed"
    proposal = {"substitute": "Server G12", "why": "No longer made"}
    assert post("substitute/", **proposal).json()["substitute"] == "Server G12"
    assert manager.post(at("refuse_substitute", line.pk)).status_code == 302
    assert post("substitute/refuse/").status_code == 409
    assert post("substitute/", **proposal).status_code == 200
    assert post("substitute/approve/", agreed="Ann Lee, phone").json()["quantities"] == {"substituted": "2.0000"}
    assert post("move/", source="substituted", target="received", quantity="2").status_code == 200
    assert post("substitute/", **proposal).json()["type"] == "urn:msp-pm:nothing_to_substitute"
    moved = api.post(
        f"/api/v1/projects/{project.number}/bom/move/",
        {"lines": [str(line.pk)], "target": "substituted"},
        content_type="application/json",
    )
    assert moved.json()["type"] == "urn:msp-pm:needs_approval"


def test_the_api_moves_pastes_and_lists_procurement(harbor, api_client, project, line):
    api, address = api_client(harbor, "project_manager"), f"/api/v1/projects/{project.number}/bom/"

    def post(path, **body):
        return api.post(f"{address}{path}", body, content_type="application/json")

    body = {"source": "to_order", "target": "ordered", "quantity": "1", "eta": "2027-01-05"}
    assert post(f"{line.pk}/move/", **body).json()["quantities"] == {"to_order": "1.0000", "ordered": "1.0000"}
    refused = post(f"{line.pk}/move/", **(body | {"target": "damaged"}))
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:msp-pm:illegal_move")
    assert api.get(f"{address}{line.pk}/arrivals/").json()["results"][0]["now"] == "2027-01-05"
    there = {"source": "to_order", "target": "received", "quantity": "1"}
    assert post(f"{line.pk}/move/", **there, serials=["A", "B"]).status_code == 400
    assert post(f"{line.pk}/move/", **there, serials=["A"]).status_code == 200
    assert api.get(f"{address}{line.pk}/moves/").json()["results"][0]["serials"] == ["A"]
    dry = post("paste/", text="Item\tQty\nRail\tmany\nBolt\t3\n", dry_run=True).json()
    assert (dry["rows"], dry["added"], dry["errors"][0]["row"]) == (1, 0, 2)
    assert post("paste/", text="Item\tQty\nBolt\t3\n").json()["added"] == 1
    part = post("paste/", text="Item\tQty\nRail\tmany\nNut\t3\n", in_part=True).json()
    assert (part["added"], part["refused"]) == (1, "Item\tQty\nRail\tmany\n")
    moved = post("move/", lines=[str(line.pk)], target="received").json()
    assert (moved["moved"], moved["left"]) == (1, 0)
    listed = api.get("/api/v1/procurement/?search=bolt").json()["results"]
    assert [(row["description"], row["project"]) for row in listed] == [("Bolt", project.number)]


def test_a_slipped_arrival_says_what_waits_and_whom_it_affects(harbor, manager, project, line, at):
    today = clock.today(harbor.organization.zone)
    for days in (20, 60):
        eta = (today + dt.timedelta(days=days)).isoformat()
        manager.post(at("edit_material", line.pk), form(eta=eta, vendor="Northwind", is_critical="on"))
    page = manager.get(at("scope")).content.decode()
    assert "work that needs it starts on" in page
    assert "(was " in page
    assert "Promised was" in page
    assert "nobody yet (2 tasks)" in page
    assert at("tell") in page.split('id="materials"')[1]


def test_the_api_takes_a_move_of_many_back_for_ten_minutes(harbor, api_client, project, line, settings):
    api, address = api_client(harbor, "project_manager"), f"/api/v1/projects/{project.number}/bom/"

    def post(path, **body):
        return api.post(f"{address}{path}", body, content_type="application/json")

    def moved():
        return post("move/", lines=[str(line.pk)], target="ordered", order_number="P-7", eta="2027-01-05").json()

    def stands():
        shown = api.get(f"{address}{line.pk}/").json()
        return shown["quantities"], shown["order_number"], shown["eta"]

    before, undo = stands(), moved()["undo"]
    assert stands() == ({"ordered": "2.0000"}, "P-7", "2027-01-05")
    assert post("move/undo/", undo=f"{undo}x").json()["type"] == "urn:msp-pm:nothing_to_undo"
    assert post("move/undo/", undo=undo).json() == {"back": 1}
    assert stands() == before
    assert post("move/undo/", undo=undo).json() == {"back": 0}
    undo = moved()["undo"]
    settings.CLOCK_OFFSET += dt.timedelta(minutes=11)
    assert post("move/undo/", undo=undo).status_code == 409
    assert stands()[0] == {"ordered": "2.0000"}
