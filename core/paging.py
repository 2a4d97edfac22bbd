"""Cursor pages for staff lists: the same walk as the API's, with links that keep the rest of the query."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and the links beside it (empty when there is none)."""

    rows: list[Any]
    previous_url: str = ""
    next_url: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def page_of(request, queryset, ordering, *, size=PAGE_SIZE):
    """The page of ``queryset`` that ``?cursor=`` names, in one statement.

    ``ordering`` is a tuple of field names that ends with a unique one; the first must not be
    null (annotate it with Coalesce). A cursor that nobody issued is a 404.
    """
    walker = CursorPagination()
    walker.page_size, walker.ordering = size, ordering
    walker.get_ordering = lambda *_args: ordering
    try:
        rows = walker.paginate_queryset(queryset, Request(request))
    except NotFound as error:
        raise Http404 from error
    return Page(rows, _query(walker.get_previous_link()), _query(walker.get_next_link()))


def chosen_ordering(request, orderings, default):
    """``(key, fields)`` for ``?ordering=``: ``orderings`` maps a key to fields; a leading minus turns them.

    An unknown key gives the default.
    """
    wanted = request.GET.get("ordering", default)
    key = wanted if wanted.removeprefix("-") in orderings else default
    fields = orderings[key.removeprefix("-")]
    if key.startswith("-"):
        fields = tuple(field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in fields)
    return key, fields


def _query(link):
    return f"?{urlsplit(link).query}" if link else ""
