"""Pages by cursor: nothing lost, nothing twice, nothing but what we issued."""

from base64 import urlsafe_b64encode
from json import dumps

import pytest
from django.db.models import Count
from django.http import Http404
from django.test import RequestFactory

from core.paging import Prepared, page_of, search_of, turned
from customers.models import Contact, Customer


def walk(ordering, link="next_url", start=""):
    """Every page from ``start`` in one direction."""
    rows = Customer.objects.annotate(contact_count=Count("contacts"))
    url, pages = start or "/", []
    while url:
        page = page_of(RequestFactory().get(url), rows, ordering, size=3)
        pages.append([row.pk for row in page])
        url = getattr(page, link) and f"/{getattr(page, link)}"
    return pages


@pytest.fixture
def customers(harbor):
    with harbor.scope():
        for number in range(7):
            customer = Customer.objects.create(name=f"Clinic {number}")
            for _each in range(number % 2):
                Contact.objects.create(customer=customer, name="Kim")
        yield


@pytest.mark.parametrize("field", ["name", "contact_count", "created_at", "id"])
def test_forth_and_back_shows_the_same_pages(customers, field):
    for ordering in ((field, "id"), turned((field, "id"))):
        forth = walk(ordering)
        assert [len(page) for page in forth] == [3, 3, 2]
        assert len({pk for page in forth for pk in page}) == 8
        rows = Customer.objects.annotate(contact_count=Count("contacts"))
        first = page_of(RequestFactory().get("/"), rows, ordering, size=3)
        second = page_of(RequestFactory().get(f"/{first.next_url}"), rows, ordering, size=3)
        third = page_of(RequestFactory().get(f"/{second.next_url}"), rows, ordering, size=3)
        back = walk(ordering, "previous_url", f"/{third.previous_url}")
        assert back == [forth[1], forth[0]]


def test_the_rest_of_the_query_stays(customers):
    page = page_of(
        RequestFactory().get("/?search=c&ordering=name"), Customer.objects.all(), ("name", "id"), size=3
    )
    assert page.next_url.startswith("?search=c&ordering=name&cursor=")
    assert page.previous_url == ""


def named(name):
    return Customer.objects.filter(name=name)


def counted(least):
    return Customer.objects.annotate(contact_count=Count("contacts")).filter(created_at__gte=least)


def test_a_prepared_read_shows_the_same_pages(customers, django_assert_num_queries):
    least = Customer.objects.earliest("created_at").created_at
    request, ordering = RequestFactory().get("/"), ("-contact_count", "-id")
    for _time in range(2):
        with django_assert_num_queries(1):
            page = page_of(request, Prepared(counted, least=least), ordering, size=3)
        plain = page_of(request, counted(least), ordering, size=3)
        assert [(row.pk, row.contact_count) for row in page] == [(row.pk, row.contact_count) for row in plain]
        assert page.next_url == plain.next_url
    beyond = RequestFactory().get(f"/{page.next_url}")
    assert [row.pk for row in page_of(beyond, Prepared(counted, least=least), ordering, size=3)] == [
        row.pk for row in page_of(beyond, counted(least), ordering, size=3)
    ]
    assert [row.name for row in page_of(request, Prepared(named, name="Clinic 4"), ordering[1:] * 2)] == [
        "Clinic 4"
    ]


def issued(*parts):
    return urlsafe_b64encode(dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "é",
        issued(False),
        issued(False, {}, "x"),
        issued(False, "2026", "no id"),
        issued(True, "a\x00", "b"),
    ],
)
def test_a_cursor_that_nobody_issued_is_not_found(customers, cursor):
    with pytest.raises(Http404):
        page_of(RequestFactory().get("/", {"cursor": cursor}), Customer.objects.all(), ("created_at", "id"))


def test_a_search_is_trimmed_and_harmless():
    assert search_of({"search": "  a\x00b  "}) == "ab"
    assert len(search_of({"search": "x" * 500})) == 100
