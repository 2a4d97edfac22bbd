"""Files of projects and deals: versions by name, who may remove, coming back, the API's twin, and going for good."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import AuditEvent
from core import clock
from core.files import path_of
from files.actions import purge_removed
from files.models import Document, DocumentVersion
from tests.factories.projects import make_project
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(harbor, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with harbor.scope():
        return make_project(harbor)


@pytest.fixture
def tab(project):
    return f"/o/harbor/projects/{project.number}/files/"


def a_file(name="Rack plan.txt", words=b"Top to bottom"):
    return SimpleUploadedFile(name, words)


def the_file(harbor):
    with harbor.scope():
        return Document.objects.get()


def verbs(harbor):
    with harbor.scope():
        return list(
            AuditEvent.objects.filter(verb__startswith="file.").order_by("id").values_list("verb", flat=True)
        )


def test_anybody_adds_files_and_the_same_name_becomes_the_next_version(harbor, signed_in, tab):
    tech, pm = signed_in(harbor.technician), signed_in(harbor.project_manager)
    tech.post(tab, {"file": [a_file(), a_file("Photo list.csv", b"a,b\n")]})
    page = pm.post(tab, {"file": a_file("rack PLAN.txt", b"Bottom to top")}, follow=True)
    assert page.redirect_chain == [(tab, 302)]
    assert "1 file is kept." in page.content.decode()
    with harbor.scope():
        document = Document.objects.get(name="Rack plan.txt")
        assert list(document.versions.values_list("number", "by__user__name")) == [
            (2, "Ana Ruiz"),
            (1, "Devon Clarke"),
        ]
    newest, first = pm.get(f"{tab}{document.pk}/"), pm.get(f"{tab}{document.pk}/?version=1")
    assert b"".join(newest.streaming_content) == b"Bottom to top"
    assert b"".join(first.streaming_content) == b"Top to bottom"
    assert newest["Content-Disposition"].startswith("attachment;")
    assert pm.get(f"{tab}{document.pk}/?version=3").status_code == 404
    assert pm.get(f"{tab}{document.pk}/?version=x").status_code == 404
    assert verbs(harbor) == ["file.added", "file.added", "file.version_added"]


def test_what_may_not_be_kept_is_said_by_name_and_the_rest_is_kept(harbor, signed_in, tab):
    answer = signed_in(harbor.technician).post(
        tab, {"file": [a_file("page.html", b"<!doctype html>"), a_file()]}, follow=True
    )
    assert "page.html: Nothing was kept" in answer.content.decode()
    assert the_file(harbor).name == "Rack plan.txt"
    assert "Choose a file first." in signed_in(harbor.technician).post(tab, follow=True).content.decode()


def test_a_removed_file_comes_back_by_undo_and_only_its_people_remove_it(harbor, signed_in, tab):
    tech = signed_in(harbor.technician)
    tech.post(tab, {"file": a_file()})
    document = the_file(harbor)
    assert signed_in(harbor.support).post(f"{tab}{document.pk}/delete/").status_code == 403
    page = tech.post(f"{tab}{document.pk}/delete/", follow=True).content.decode()
    assert f'data-undo="{tab}{document.pk}/restore/"' in page
    assert tech.get(f"{tab}{document.pk}/").status_code == 404
    assert signed_in(harbor.support).post(f"{tab}{document.pk}/restore/").status_code == 403
    assert "is back" in tech.post(f"{tab}{document.pk}/restore/", follow=True).content.decode()
    assert tech.get(f"{tab}{document.pk}/").status_code == 200
    assert verbs(harbor) == ["file.added", "file.removed", "file.restored"]


def test_the_project_shows_the_papers_of_its_deal_and_leaves_them_alone(harbor, signed_in, project, tab):
    deal = f"/o/harbor/deals/{project.deal_id}/files/"
    sales = signed_in(harbor.sales)
    sales.post(deal, {"file": a_file("Quote.txt"), "kind": "signed_quote", "reference": "Q-2231"})
    document = the_file(harbor)
    assert (document.kind, document.reference) == ("signed_quote", "Q-2231")
    for page in (deal, tab):
        assert "Quote.txt" in sales.get(page).content.decode()
        assert sales.get(f"{page}{document.pk}/").status_code == 200
    pm = signed_in(harbor.project_manager)
    assert pm.post(f"{tab}{document.pk}/delete/").status_code == 404
    assert signed_in(harbor.technician).post(deal, {"file": a_file()}).status_code == 403
    sales.post(f"{deal}{document.pk}/delete/")
    assert f"{tab}{document.pk}/" not in sales.get(tab).content.decode()
    sales.post(f"{deal}{document.pk}/restore/")
    assert "Quote.txt" in sales.get(tab, headers={"hx-request": "true"}).content.decode()


def test_an_ended_project_takes_no_file(harbor, signed_in, project, tab):
    with harbor.scope():
        type(project).objects.filter(pk=project.pk).update(status="cancelled")
    page = signed_in(harbor.owner).get(tab).content.decode()
    assert "No file was kept with this project." in page
    answer = signed_in(harbor.owner).post(tab, {"file": a_file()}, follow=True)
    assert "has ended" in answer.content.decode()


def test_the_api_adds_lists_hands_out_and_removes(harbor, api_client, project):
    client, here = api_client(harbor), f"/api/v1/projects/{project.number}/files/"
    answer = client.post(here, {"file": a_file(), "kind": "purchase_order", "reference": "PO-9"})
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["name"], made["kind"], made["versions"][0]["size"]) == ("Rack plan.txt", "purchase_order", 13)
    assert client.get(here).json()["results"] == [made]
    one = f"{here}{made['id']}/"
    assert b"".join(client.get(f"{one}content/").streaming_content) == b"Top to bottom"
    assert client.post(here, {"file": a_file("x.exe", b"MZ\x00\x01\xff\xfe")}).status_code == 415
    assert client.post(here, {}).status_code == 400
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404
    deal = f"/api/v1/deals/{project.deal_id}/files/"
    paper = client.post(deal, {"file": a_file("Quote.txt")}).json()
    assert [row["id"] for row in client.get(here).json()["results"]] == [paper["id"]]
    assert client.delete(f"{here}{paper['id']}/").status_code == 404
    assert client.delete(f"{deal}{paper['id']}/").status_code == 204


def test_the_tab_costs_the_same_with_one_file_and_with_many(harbor, signed_in, tab):
    client = signed_in(harbor.project_manager)
    client.post(tab, {"file": a_file()})
    client.get(tab)
    with counted_statements() as one:
        client.get(tab)
    client.post(tab, {"file": [a_file(f"{n}.txt") for n in range(12)]})
    client.get(tab)
    with counted_statements() as many:
        client.get(tab)
    assert len(one) == len(many)
    assert len(many) <= 12


def test_a_removed_file_is_gone_for_good_after_thirty_days(
    harbor, signed_in, tab, django_capture_on_commit_callbacks
):
    client = signed_in(harbor.technician)
    client.post(tab, {"file": a_file()})
    document = the_file(harbor)
    client.post(f"{tab}{document.pk}/delete/")
    with harbor.scope():
        path = path_of(DocumentVersion.objects.get().stored)
        assert purge_removed(now=clock.now() + dt.timedelta(days=29)) == 0
        assert path.exists()
        with django_capture_on_commit_callbacks(execute=True):
            assert purge_removed(now=clock.now() + dt.timedelta(days=31)) == 1
        assert not path.exists()
        assert Document.objects.count() == 0
    assert verbs(harbor)[-1] == "file.purged"
