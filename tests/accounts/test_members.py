"""Changing members, letting them go, and what dies with that."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.actions import members as actions
from accounts.actions.people import create_api_key
from accounts.models import Membership, StaffProfile
from accounts.queries import cost_rate_on
from audit.models import AuditEvent
from core.errors import DomainError, InvalidInput, NotAllowed
from core.tenancy import organization_scope
from tests.factories.cast import make_member
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
LIST = "/o/harbor/settings/members/"


def page_of(member):
    return f"{LIST}{member.pk}/"


@pytest.mark.parametrize("people", [0, 12])
def test_the_list_costs_the_same_for_few_and_many(harbor, signed_in, people):
    with harbor.scope():
        for n in range(people):
            make_member(harbor.organization, f"p{n}@harbor.example", f"P {n}", ["technician"], "L1")
    client = signed_in(harbor.owner)
    client.get(LIST)
    with counted_statements() as found:
        assert client.get(LIST).status_code == 200
    assert len(found) <= 8, found


def test_the_list_is_searched_and_shows_costs_to_managers_only(harbor, signed_in):
    page = signed_in(harbor.owner).get(f"{LIST}?search=devon").content.decode()
    assert "Devon Clarke" in page
    assert "Ana Ruiz" not in page
    assert "$70" in page
    assert "$70" not in signed_in(harbor.sales).get(LIST).content.decode()
    assert "$70" not in signed_in(harbor.sales).get(page_of(harbor.technician)).content.decode()


def test_roles_level_and_hours_are_changed_with_a_trail(harbor, signed_in):
    client = signed_in(harbor.owner)
    form = {"roles": ["technician", "support"], "level": "L3", "weekly_hours": "36.5", "phone": ""}
    assert client.post(f"{page_of(harbor.technician)}change/", form).status_code == 302
    with harbor.scope():
        member = Membership.objects.get(pk=harbor.technician.pk)
        assert member.roles == ["technician", "support"]
        event = AuditEvent.objects.get(verb="member.changed")
        assert event.changes["weekly_hours"] == ["40.00", "36.50"]
    assert client.post(f"{page_of(harbor.technician)}change/", {"weekly_hours": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/o/harbor/home/", "/o/harbor/home/"),
        ("/o/summit/home/", None),
        ("https://evil.example/o/harbor/", None),
    ],
)
def test_who_was_sent_here_by_a_page_is_led_back_to_it_and_nowhere_else(harbor, signed_in, back, leads_to):
    url = page_of(harbor.owner)
    client = signed_in(harbor.owner)
    assert ("Back to the first steps" in client.get(url, {"back": back}).content.decode()) is bool(leads_to)
    form = {"roles": ["owner", "sales"], "level": "", "weekly_hours": "40", "phone": "", "back": back}
    assert client.post(f"{url}change/", form).url == (leads_to or url)


def test_who_has_no_name_yet_is_listed_as_not_signed_in(harbor, signed_in):
    with harbor.scope():
        new = make_member(harbor.organization, "new@harbor.example", "", ["technician"], "L1")
    client = signed_in(harbor.owner)
    assert "has not signed in yet" in client.get(f"{LIST}?search=new@").content.decode()
    assert "has not signed in yet" in client.get(page_of(new)).content.decode()
    assert "has not signed in yet" not in client.get(page_of(harbor.owner)).content.decode()


def test_cost_rates_are_dated_and_kept(harbor, signed_in):
    client = signed_in(harbor.owner)
    form = {"hourly": "82.50", "starts_on": "2026-12-01"}
    assert client.post(f"{page_of(harbor.technician)}rate/", form).status_code == 302
    with harbor.scope():
        assert cost_rate_on(harbor.technician, dt.date(2026, 11, 30)) == 70
        assert cost_rate_on(harbor.technician, dt.date(2026, 12, 1)) == Decimal("82.50")
        assert "82" not in str(AuditEvent.objects.get(verb="member.rate_set").changes)
    refused = signed_in(harbor.technician).post(f"{page_of(harbor.technician)}rate/", form)
    assert refused.status_code == 403


def test_a_person_sets_the_own_absence_and_nobody_else_s(harbor, signed_in):
    client = signed_in(harbor.project_manager)
    form = {"absent_from": "2026-12-01", "absent_until": "2026-12-05", "deputy": harbor.service_manager.pk}
    assert client.post(f"{page_of(harbor.project_manager)}absence/", form).status_code == 302
    assert "Marcus Webb stands in" in client.get(LIST).content.decode()
    assert client.post(f"{page_of(harbor.sales)}absence/", form).status_code == 403
    wrong = form | {"absent_until": "2026-11-01"}
    assert client.post(f"{page_of(harbor.project_manager)}absence/", wrong).status_code == 422


def test_the_last_owner_stays_owner_and_in(harbor):
    with harbor.scope():
        with pytest.raises(DomainError, match="owner"):
            actions.change_member(member=harbor.owner, by=harbor.owner, changes={"roles": ["sales"]})
        second = make_member(harbor.organization, "second@harbor.example", "Second", ["owner"])
        with pytest.raises(DomainError, match="themselves"):
            actions.deactivate_member(member=second, by=second)
        actions.deactivate_member(member=harbor.owner, by=second)
        with pytest.raises(DomainError, match="owner"):
            actions.change_member(member=second, by=second, changes={"roles": ["sales"]})


def test_a_service_manager_cannot_touch_who_is_owner(harbor):
    with harbor.scope():
        for act in (
            lambda: actions.change_member(
                member=harbor.sales, by=harbor.service_manager, changes={"roles": ["owner"]}
            ),
            lambda: actions.deactivate_member(member=harbor.owner, by=harbor.service_manager),
            lambda: actions.require_second_factor(by=harbor.service_manager, required=True),
        ):
            with pytest.raises(NotAllowed):
                act()
        with pytest.raises(InvalidInput):
            actions.change_member(member=harbor.sales, by=harbor.owner, changes={"weekly_hours": 200})


def test_deactivation_ends_sessions_and_keys_at_the_next_request(harbor, signed_in, client):
    with harbor.scope():
        _key, plain = create_api_key(name="k", scopes=["*"], member=harbor.technician)
    key = {"authorization": f"Bearer {plain}"}
    theirs, owner = signed_in(harbor.technician), signed_in(harbor.owner)
    assert theirs.get("/o/harbor/home/").status_code == 200
    assert client.get("/api/v1/members/", headers=key).status_code == 200
    assert "dead at once" in owner.get(f"{page_of(harbor.technician)}deactivate/").content.decode()
    assert owner.post(f"{page_of(harbor.technician)}deactivate/").status_code == 302
    assert theirs.get("/o/harbor/home/").url.startswith("/account/login/")
    assert client.get("/api/v1/members/", headers=key).status_code == 401
    assert "left" in owner.get(f"{LIST}?left=1").content.decode()
    owner.post(f"{page_of(harbor.technician)}reactivate/")
    harbor.technician.user.refresh_from_db()
    assert signed_in(harbor.technician).get("/o/harbor/home/").status_code == 200
    assert client.get("/api/v1/members/", headers=key).status_code == 401  # old keys stay dead


def test_who_belongs_to_another_organization_keeps_that_session(harbor, rival, signed_in):
    with organization_scope(rival.organization.pk):
        Membership.objects.create(organization=rival.organization, user=harbor.sales.user, roles=["sales"])
    theirs = signed_in(harbor.sales)
    signed_in(harbor.owner).post(f"{page_of(harbor.sales)}deactivate/")
    assert theirs.get("/o/harbor/home/").status_code == 404
    assert theirs.get("/o/summit/home/").status_code == 200


def test_a_role_taken_while_the_page_is_open_is_refused_at_the_next_step(harbor, signed_in):
    client = signed_in(harbor.service_manager)
    assert client.get(page_of(harbor.sales)).status_code == 200
    Membership.directory.filter(pk=harbor.service_manager.pk).update(roles=["sales"])
    assert client.post(f"{page_of(harbor.sales)}deactivate/").status_code == 403


def test_the_api_reads_changes_and_deactivates(harbor, api_client):
    client, address = api_client(harbor, "owner"), f"/api/v1/members/{harbor.technician.pk}/"
    assert client.get(address).json()["level"] == "L2"
    body = {"level": "L3", "deputy": "support@harbor.example", "absent_from": "2026-12-01"}
    assert client.patch(address, body, "application/json").json()["level"] == "L3"
    assert client.patch(address, {"deputy": "x@y.example"}, "application/json").status_code == 400
    rate = {"starts_on": "2027-01-01", "hourly": "75.00"}
    assert client.post(f"{address}cost-rates/", rate, "application/json").status_code == 201
    assert client.get(f"{address}cost-rates/").json()[0]["hourly"] == "75.00"
    assert api_client(harbor, "sales").get(f"{address}cost-rates/").status_code == 403
    assert client.post(f"{address}deactivate/").json()["is_active"] is False
    assert client.post(f"{address}reactivate/").json()["is_active"] is True


def test_an_absence_saved_as_it_was_writes_nothing(harbor):
    with harbor.scope():
        before = harbor.sales.updated_at
        actions.set_absence(member=harbor.sales, by=harbor.sales, changes={"deputy": None, "absent_from": None})
        harbor.sales.refresh_from_db()
        assert harbor.sales.updated_at == before
        assert not AuditEvent.objects.filter(verb="member.absence_set").exists()


def test_two_at_one_member_keep_what_each_changed_and_decide_where_they_differ(harbor, signed_in):
    url = f"/o/harbor/settings/members/{harbor.technician.pk}/"
    owner, manager = signed_in(harbor.owner), signed_in(harbor.members["service_manager"])
    page = owner.get(url)
    shown = {"roles": "technician", "level": page.context["profile"].level, "weekly_hours": "40", "phone": ""}
    shown |= {"seen": page.context["work_seen"]}
    assert owner.post(f"{url}change/", shown | {"weekly_hours": "32"}).status_code == 302
    assert manager.post(f"{url}change/", shown | {"roles": ["dispatcher", "technician"]}).status_code == 302
    answer = manager.post(f"{url}change/", shown | {"weekly_hours": "20", "roles": ["dispatcher", "technician"]})
    said = "Olivia Grant</strong> changed Hours a week to <strong>32"
    assert (answer.status_code, said in answer.content.decode()) == (409, True)
    answer = owner.post(f"{url}change/", shown | {"roles": ["sales", "technician"]})
    assert "changed Roles to <strong>Dispatcher, Technician" in answer.content.decode()
    kept = shown | {"weekly_hours": "20", "phone": "+1 401", "clash": "weekly_hours", "keep": "theirs"}
    kept |= {"seen": manager.get(url).context["work_seen"], "roles": ["dispatcher", "technician"]}
    assert manager.post(f"{url}change/", kept).status_code == 302
    with harbor.scope():
        profile = StaffProfile.objects.get(member=harbor.technician)
    assert (profile.weekly_hours, profile.phone) == (32, "+1 401")


def test_an_absence_is_not_overwritten_unread(harbor, signed_in):
    url = f"/o/harbor/settings/members/{harbor.sales.pk}/"
    owner, sales = signed_in(harbor.owner), signed_in(harbor.sales)
    seen = {"seen": owner.get(url).context["absence_seen"], "absent_until": "", "deputy": ""}
    assert sales.post(f"{url}absence/", seen | {"absent_from": "2026-12-01"}).status_code == 302
    answer = owner.post(f"{url}absence/", seen | {"absent_from": "2026-12-08"})
    assert (answer.status_code, b"Somebody was faster" in answer.content) == (409, True)
    again = seen | {"seen": answer.context["absence_seen"], "absent_from": "2026-12-08"}
    assert owner.post(f"{url}absence/", again).status_code == 302
