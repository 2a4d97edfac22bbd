"""Materials: by page and API the same change, in the trail; a late critical line moves the expected end."""

import datetime as dt

import pytest

from audit.models import AuditEvent
from core import clock
from projects.models import BomLine, Project


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
    assert "No vendor, arrival yet" in page
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
