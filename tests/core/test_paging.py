"""Pages by cursor: nothing lost, nothing twice, nothing but what we issued."""

from base64 import urlsafe_b64encode
from json import dumps

import pytest
from django.db.models import Count
from django.http import Http404
from django.test import RequestFactory

from core.paging import page_of, search_of, turned
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
