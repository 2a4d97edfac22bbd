"""Pages of staff lists by cursor: the key of the edge row, so that page 100 costs what page 1 does."""

import datetime as dt
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from json import dumps, loads
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.utils.dateparse import parse_datetime

from core.db.prepared import prepared_objects

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and the links beside it (empty when there is none)."""

    rows: list[Any] = field(default_factory=list)
    previous_url: str = ""
    next_url: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


class Prepared:
    """A queryset whose first page is read by SQL written once (``core.db.prepared``): ``build(*shape, **values)``."""

    def __init__(self, build, *shape, **values):
        self.build, self.shape, self.values = build, shape, values

    def queryset(self):
        """The queryset itself, for what depends on more than the values."""
        return self.build(*self.shape, **self.values)

    def first(self, order, count):
        """The first ``count`` objects in this order."""
        return prepared_objects(_first, self.build, self.shape, order, count, **self.values)


def _first(build, shape, order, count, **values):
    return build(*shape, **values).order_by(*order)[:count]


def page_of(request, queryset, ordering, *, size=PAGE_SIZE):
    """The page of ``queryset`` (or ``Prepared``) that ``?cursor=`` names, in one statement.

    ``ordering`` is ``(field, "id")``, both turned together by a minus; the field (a column or an
    annotation) must not be null: annotate it with Coalesce. A cursor that nobody issued is a 404.
    """
    cursor = _read(request.GET.get("cursor"))
    backwards = cursor is not None and cursor[0]
    order = turned(ordering) if backwards else ordering
    if cursor is None and isinstance(queryset, Prepared):
        found = queryset.first(order, size + 1)
    else:
        found = list(_from(queryset, order, cursor)[: size + 1])
    rows = found[:size][::-1] if backwards else found[:size]
    has_more = len(found) > size
    has_previous, has_next = (has_more, True) if backwards else (cursor is not None, has_more)
    return Page(
        rows,
        _link(request, True, rows[0], ordering) if rows and has_previous else "",
        _link(request, False, rows[-1], ordering) if rows and has_next else "",
    )


def chosen_ordering(request, orderings, default):
    """``(key, fields)`` for ``?ordering=``: ``orderings`` maps a key to fields; a leading minus turns them.

    An unknown key gives the default.
    """
    wanted = request.GET.get("ordering", default)
    key = wanted if wanted.removeprefix("-") in orderings else default
    fields = orderings[key.removeprefix("-")]
    return key, turned(fields) if key.startswith("-") else fields


def search_of(query, name="search"):
    """The search of a query (a QueryDict): trimmed, at most 100 characters, without what no database takes."""
    return query.get(name, "").replace("\x00", "").strip()[:100]


def turned(fields):
    """The same fields the other way round."""
    return tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in fields)


def _from(queryset, order, cursor):
    if isinstance(queryset, Prepared):
        queryset = queryset.queryset()
    return (_beyond(queryset, order, *cursor[1:]) if cursor else queryset).order_by(*order)


def _beyond(queryset, order, value, identifier):
    """Only the rows that come after the edge row in ``order``."""
    name, side = order[0].removeprefix("-"), "lt" if order[0].startswith("-") else "gt"
    try:
        return queryset.filter(Q(**{f"{name}__{side}": value}) | Q(**{name: value, f"id__{side}": identifier}))
    except (ValueError, TypeError, ValidationError) as error:
        raise Http404 from error


def _link(request, backwards, row, ordering):
    value = getattr(row, ordering[0].removeprefix("-"))
    plain = (
        value if isinstance(value, int | str) else value.isoformat() if hasattr(value, "isoformat") else str(value)
    )
    query = request.GET.copy()
    query["cursor"] = urlsafe_b64encode(dumps([backwards, plain, str(row.pk)]).encode()).decode()
    return f"?{query.urlencode()}"


def harmless(value):
    """The edge value of a cursor as a database takes it: no NUL, no half letter, instants in UTC.

    Raises ValueError (OverflowError for an instant beyond the calendar).
    """
    if not isinstance(value, str):
        return value
    if "\x00" in value:
        raise ValueError("NUL")
    value.encode()  # half of a surrogate pair cannot be written
    instant = parse_datetime(value)
    return value if instant is None or instant.tzinfo is None else instant.astimezone(dt.UTC).isoformat()


def _read(raw):
    """``[backwards, value, id]`` of a cursor, None without one."""
    if not raw:
        return None
    try:
        cursor = loads(urlsafe_b64decode(raw.encode()))
    except (ValueError, RecursionError) as error:  # not base64, not JSON, too deep
        raise Http404 from error
    if not isinstance(cursor, list) or len(cursor) != 3 or not isinstance(cursor[1], int | str):
        raise Http404
    try:
        return [bool(cursor[0]), harmless(cursor[1]), UUID(cursor[2])]
    except (ValueError, OverflowError, TypeError, AttributeError) as error:
        raise Http404 from error
