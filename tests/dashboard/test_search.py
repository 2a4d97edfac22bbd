"""Finding by any fragment: one statement, by the index, inside the organization, what was meant first."""

import pytest
from django.db import connection

from core.db.search import fragments_of
from customers.models import Customer
from dashboard.queries.search import grouped, search
from projects.models import Task
from tests.factories.projects import make_project
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db


def labels(hits, kind=None):
    return [hit.label for hit in hits if kind in (None, hit.kind)]


@pytest.fixture
def project(harbor):
    with harbor.scope():
        return make_project(harbor, title="Server refresh")


def test_every_kind_is_found_by_a_fragment(harbor, project):
    with harbor.scope():
        for text, kind in [
            ("erver ref", "project"),
            ("p-0001", "project"),
            ("ental", "customer"),
            ("igrat serv", "task"),
            ("refre", "deal"),
            ("ann@harb", "contact"),
            ("joon", "member"),
        ]:
            assert kind in {hit.kind for hit in search(harbor.organization, text)}, text


def test_one_letter_finds_nothing_and_two_find_beginnings_of_words(harbor, project):
    with harbor.scope():
        assert search(harbor.organization, "s") == []
        assert labels(search(harbor.organization, "re"), "project") == ["Server refresh"]
        assert labels(search(harbor.organization, "er"), "project") == []


def test_what_was_meant_comes_before_what_merely_contains_it(harbor):
    with harbor.scope():
        for name in ("Reconnect", "North connection", "Connect", "Connectors"):
            Customer.objects.create(name=name)
        assert labels(search(harbor.organization, "connect"), "customer") == [
            "Connect",
            "Connectors",
            "North connection",
            "Reconnect",
        ]


def test_wildcards_are_letters(harbor):
    with harbor.scope():
        Customer.objects.create(name="100% Coffee")
        Customer.objects.create(name="1000 Coffee")
        assert labels(search(harbor.organization, "100%")) == ["100% Coffee"]
        assert labels(search(harbor.organization, "co_fee")) == []
        assert fragments_of(r"a\b") == [r"a\\b"]


def test_nothing_of_the_rival_is_found(harbor, rival):
    with rival.scope():
        make_project(rival, title="Hidden migration")
    with harbor.scope():
        assert search(harbor.organization, "summit") == []
        assert search(harbor.organization, "hidden") == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_projects(ARRAY['hidden'], 10)")
            assert cursor.fetchone() == (0,)


def test_a_search_is_one_statement_whatever_it_finds(harbor, project):
    with harbor.scope():
        Task.objects.bulk_create(
            [Task(project=project, position=n, title=f"Migrate mailbox {n}") for n in range(10, 60)]
        )
        with counted_statements() as found:
            hits = search(harbor.organization, "migrate")
        assert len(found) == 1
        assert len(labels(hits, "task")) == 6
        assert [str(label) for label, _hits in grouped(hits)] == ["Tasks"]


def test_only_the_kinds_asked_for_are_searched(harbor, project):
    with harbor.scope():
        assert {hit.kind for hit in search(harbor.organization, "server", kinds=["deal"])} == {"deal"}
        assert search(harbor.organization, "server", kinds=[]) == []
