"""Every page of projects opens for every role, shows what it is for, and hides other organizations."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from tests.factories.projects import make_project

PAGES = ("detail", "computation", "plan", "updates", "history", "log_time")


@pytest.mark.parametrize("role", Role.values)
def test_everyone_of_the_organization_reads_every_section(harbor, signed_in, at, role):
    client = signed_in(harbor.members[role])
    for name in PAGES:
        response = client.get(at(name))
        assert response.status_code == 200, name
        assert response.content.count(b"<h1") == 1, name


@pytest.mark.parametrize("key", ["sold", "purchased", "weekly_updates", "retrospective"])
def test_a_responsibility_opens_in_the_drawer_and_as_a_page(manager, at, key):
    alone = manager.get(at("responsibility", key))
    drawer = manager.get(at("responsibility", key), headers={"HX-Request": "true"})
    assert b"<html" in alone.content
    assert drawer.status_code == 200
    assert b"<html" not in drawer.content


def test_an_unknown_responsibility_is_not_found(manager, at):
    assert manager.get(at("responsibility", "charter")).status_code == 404


def test_a_number_of_the_rival_is_not_found(harbor, rival, signed_in):
    with rival.scope():
        number = make_project(rival).number
    client = signed_in(harbor.owner)
    for name in PAGES:
        path = reverse(f"projects:{name}", args=["harbor", number])
        assert client.get(path).status_code == 404, name


def test_only_the_number_as_it_is_written_opens_the_page(manager, project):
    for number in ("P-1", "P-00001", "1", "p-0001", "P-99999999999", "nothing"):
        assert manager.get(reverse("projects:detail", args=["harbor", number])).status_code == 404, number


def test_the_overview_says_verdicts_hours_people_and_who_owes_the_next_step(manager, at, harbor):
    html = manager.get(at("detail")).content.decode()
    for text in (
        "Server refresh",
        "Acme Dental",
        "On track",
        "4\N{NO-BREAK SPACE}h used",
        "$14,400",
        "Servers racked",
        "SRV-1",
    ):
        assert text in html
    assert "Next step is owed by" in html
    assert html.count('<li class="is-') >= 12


def test_the_list_finds_by_number_title_and_customer(manager, project):
    path = reverse("projects:list", args=["harbor"])
    for search in ("P-0001", "1", "server", "acme"):
        assert b"P-0001" in manager.get(path, {"search": search}).content
    assert b"Nothing matches these filters" in manager.get(path, {"search": "printer"}).content


def test_the_list_filters_by_color_people_and_status(manager, project, harbor):
    path = reverse("projects:list", args=["harbor"])
    found = {"on_budget": "green", "project_manager": harbor.project_manager.email, "status": "active"}
    assert b"P-0001" in manager.get(path, found).content
    for wrong in (
        {"on_budget": "red"},
        {"on_time": "red"},
        {"lead_tech": "nobody@x.example"},
        {"status": "closed"},
    ):
        assert b"P-0001" not in manager.get(path, wrong).content
    assert manager.get(path, {"customer": "no uuid", "status": "odd", "ordering": "odd"}).status_code == 200


def test_an_empty_list_teaches_where_projects_come_from(harbor, signed_in):
    html = signed_in(harbor.project_manager).get(reverse("projects:list", args=["harbor"])).content.decode()
    assert "No project has begun yet" in html
    assert reverse("deals:new", args=["harbor"]) in html
