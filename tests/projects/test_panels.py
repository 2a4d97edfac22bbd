"""The accept panel and the panels that pages of lower apps show."""

import datetime as dt

import pytest

from core import clock
from projects.models import Project
from tests.factories.projects import make_deal, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(harbor, signed_in):
    return signed_in(harbor.project_manager)


@pytest.fixture
def deal(harbor):
    with harbor.scope():
        return make_deal(harbor)


def address(deal):
    return f"/o/harbor/deals/{deal.pk}/accept/"


def test_the_panel_offers_those_who_may(ana, harbor, deal):
    page = ana.get(address(deal)).content.decode()
    assert "Accept and release sales" in page
    assert "Sam Ortiz" in page
    manager, lead = page.split('name="lead_tech"')
    assert all(name in manager for name in ("Ana Ruiz", "Marcus Webb", "Olivia Grant"))
    assert "Joon Park" in lead
    assert "Devon Clarke" not in lead


def test_accepting_on_the_page_leads_to_the_project(ana, harbor, deal):
    people = {"project_manager": harbor.project_manager.pk, "lead_tech": harbor.lead_tech.pk}
    answer = ana.post(address(deal), people)
    assert (answer.status_code, answer.url) == (302, "/o/harbor/projects/P-0001/")
    with harbor.scope():
        assert Project.objects.get().deal_id == deal.pk
    assert "This deal is project P-0001." in ana.get(address(deal)).content.decode()


def test_htmx_gets_the_panel_alone_and_a_redirect_after_accepting(ana, harbor, deal):
    htmx = {"HX-Request": "true"}
    assert "<html" not in ana.get(address(deal), headers=htmx).content.decode()
    people = {"project_manager": harbor.project_manager.pk, "lead_tech": harbor.lead_tech.pk}
    assert ana.post(address(deal), people, headers=htmx)["HX-Redirect"] == "/o/harbor/projects/P-0001/"


def test_pressed_twice_it_leads_to_the_same_project(ana, harbor, deal):
    people = {"project_manager": harbor.project_manager.pk, "lead_tech": harbor.lead_tech.pk}
    assert ana.post(address(deal), people).url == ana.post(address(deal), people).url
    with harbor.scope():
        assert Project.objects.count() == 1


def test_who_sold_it_is_not_told_of_a_release_to_herself(ana, harbor, deal):
    with harbor.scope():
        deal.salesperson = harbor.project_manager
        deal.save(update_fields=["salesperson"])
    page = ana.get(address(deal)).content.decode()
    assert "You sold this deal and accept it yourself" in page
    assert "who gets a mail" not in page


def test_a_missing_choice_is_said_at_the_field(ana, harbor, deal):
    answer = ana.post(address(deal), {"project_manager": "", "lead_tech": harbor.technician.pk})
    assert answer.status_code == 422
    with harbor.scope():
        assert not Project.objects.exists()


def test_dates_that_have_passed_are_said_before_the_button_is_pressed(ana, harbor, deal):
    with harbor.scope():
        today = clock.today(harbor.organization.zone)
        deal.target_end = deal.target_start = today - dt.timedelta(days=1)
        deal.save(update_fields=["target_start", "target_end"])
    page = ana.get(address(deal)).content.decode()
    assert "the project is late from its first day" in page
    assert f'href="/o/harbor/deals/{deal.pk}/edit/"' in page


def test_what_is_missing_is_listed_instead_of_the_form(ana, harbor, deal):
    with harbor.scope():
        deal.po_number = ""
        deal.save()
    page = ana.get(address(deal)).content.decode()
    assert "Add the PO number" in page
    assert "Accept and release sales" not in page


def test_others_see_who_accepts(harbor, signed_in, deal):
    client = signed_in(harbor.sales)
    assert "A project manager, service manager or owner accepts it." in client.get(address(deal)).content.decode()
    people = {"project_manager": harbor.project_manager.pk, "lead_tech": harbor.lead_tech.pk}
    assert client.post(address(deal), people).status_code == 403


def test_another_organizations_deal_is_404(rival, signed_in, deal):
    client = signed_in(rival.project_manager)
    assert client.get(f"/o/summit/deals/{deal.pk}/accept/").status_code == 404
    assert client.get(f"/o/summit/deals/{deal.pk}/project/").status_code == 404
    assert client.get(f"/o/summit/customers/{deal.customer_id}/projects/").status_code == 404


def test_a_customers_and_a_deals_projects_are_shown_with_their_verdicts(ana, harbor):
    with harbor.scope():
        project = make_project(harbor)
    for url in (
        f"/o/harbor/customers/{harbor.customer.pk}/projects/",
        f"/o/harbor/deals/{project.deal_id}/project/",
    ):
        page = ana.get(url).content.decode()
        assert ("P-0001" in page and "Time: " in page and "Too early" in page) or "too early" in page
