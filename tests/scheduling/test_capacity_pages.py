"""The pages of capacity: who is away, what the reserve is computed with, what came in."""

import datetime as dt
import json

import pytest

from core import clock
from scheduling.models import CalendarEntry, CapacitySettings
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db


def address(company, page):
    return f"/o/{company.organization.slug}/{page}/"


def send_history(harbor, api_client):
    monday = clock.now().date() - dt.timedelta(days=clock.now().weekday(), weeks=3)
    body = [
        {"external_id": f"T-{n}", "type": "incident", "opened_at": f"{monday + dt.timedelta(days=n)}T17:00:00Z"}
        for n in range(19)
    ]
    answer = api_client(harbor, "support").post("/api/v1/support-requests/", body, "application/json")
    assert answer.status_code == 200


def test_pages_teach_while_there_is_nothing(harbor, signed_in):
    client = signed_in(harbor.owner)
    assert "No complete week of support yet" in client.get(address(harbor, "capacity/demand")).content.decode()
    assert client.get(address(harbor, "capacity")).status_code == 200


def test_the_history_becomes_reserve_and_drawing(harbor, signed_in, api_client):
    send_history(harbor, api_client)
    client = signed_in(harbor.technician)
    page = client.get(address(harbor, "capacity/demand")).content.decode()
    assert 'class="L1"' in page
    assert "Incident" in page
    with counted_statements() as asked:
        page = client.get(address(harbor, "capacity")).content.decode()
    assert "Short history" in page
    assert len(asked) <= 14


def test_leave_is_entered_and_removed_again(harbor, signed_in):
    client = signed_in(harbor.technician)
    today = clock.today(harbor.organization.zone)
    form = {"member": harbor.technician.pk, "kind": "leave", "starts_on": today, "ends_on": today}
    assert client.post(address(harbor, "leave"), form).status_code == 302
    assert harbor.technician.name in client.get(address(harbor, "leave")).content.decode()
    early = form | {"ends_on": today - dt.timedelta(days=1)}
    assert client.post(address(harbor, "leave"), early).status_code == 422
    assert client.post(address(harbor, "leave"), form | {"member": harbor.owner.pk}).status_code == 422
    with harbor.scope():
        entry = CalendarEntry.objects.get()
    assert client.post(address(harbor, f"leave/{entry.pk}/remove")).status_code == 302
    with harbor.scope():
        assert not CalendarEntry.objects.exists()


def test_an_owner_sets_the_reserve_and_a_technician_only_reads(harbor, signed_in):
    form = {
        "utilization_percent": "75",
        "reserve_percentile": "90",
        "growth_percent": "5",
        "floor_l1": "10",
        "floor_l2": "0",
        "floor_l3": "0",
        "hours_per_request": "1.5",
        "people_kept": "1",
        "reserve_enforced_from": "",
    }
    page = address(harbor, "capacity/settings")
    assert signed_in(harbor.technician).post(page, form).status_code == 403
    assert '<form class="form"' not in signed_in(harbor.technician).get(page).content.decode()
    assert signed_in(harbor.owner).post(page, form | {"reserve_percentile": "101"}).status_code == 422
    assert signed_in(harbor.owner).post(page, form).status_code == 302
    with harbor.scope():
        assert CapacitySettings.objects.get().floor_l1 == 10


def test_two_who_set_the_reserve_do_not_overwrite_each_other(harbor, signed_in):
    url, owner = "/o/harbor/capacity/settings/", signed_in(harbor.owner)
    page = owner.get(url)
    shown = {name: str(value) for name, value in json.loads(page.context["seen"]).items() if value is not None}
    shown |= {"seen": page.context["seen"]}
    assert owner.post(url, shown | {"growth_percent": "5"}).status_code == 302
    manager = signed_in(harbor.members["service_manager"])
    assert manager.post(url, shown | {"people_kept": "2"}).status_code == 302
    answer = manager.post(url, shown | {"growth_percent": "9"})
    assert (answer.status_code, b"Olivia Grant</strong> changed" in answer.content) == (409, True)
    row = capacity_settings_of(harbor)
    assert (row.growth_percent, row.people_kept) == (5, 2)


def capacity_settings_of(company):
    with company.scope():
        return CapacitySettings.objects.get()
