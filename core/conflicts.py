"""Two people at one row: what each changed is kept, and where both changed the same field a person decides.

A form carries what it showed (``seen``). Under the row's lock ``settle`` compares three values per field: what was
read, what stands now, what is wanted. Untouched fields are never written back.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db.models import Model
from django.utils.translation import gettext as _

from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people changed to different values (plain, as ``plain`` writes them)."""

    field: str
    theirs: str | bool | None
    mine: str | bool | None


class Conflict(DomainError):
    """Somebody else changed the same fields meanwhile (409); ``differences`` says which. Nothing was changed."""

    def __init__(self, differences):
        super().__init__(
            "changed_meanwhile",
            _("Nothing was saved: somebody changed the same thing meanwhile."),
            errors=[
                {"pointer": f"/{row.field}", "code": "changed_meanwhile", "detail": str(row.theirs)}
                for row in differences
            ],
        )
        self.differences = tuple(differences)


def shown(row, fields) -> str:
    """What a form for ``fields`` of ``row`` shows, as the text of its hidden field ``seen``."""
    return json.dumps({name: plain(_stored(row, name)) for name in fields})


def seen_in(data) -> dict | None:
    """What the form had shown, out of a POST; None for a caller that does not say."""
    try:
        seen = json.loads(data.get("seen") or "null")
    except ValueError:
        return None
    return seen if isinstance(seen, dict) else None


def wanted_in(data, values) -> dict:
    """``values`` of a form without those of which its reader chose “keep theirs”."""
    if data.get("keep") != "theirs":
        return values
    given_up = set(data.getlist("clash"))
    return {name: value for name, value in values.items() if name not in given_up}


def settle(row, seen, wanted) -> dict:
    """The part of ``wanted`` (field -> value) to write to ``row``, which was read afresh under its lock.

    Without ``seen`` that is all of it. Raises Conflict where the caller and somebody else changed the same field.
    """
    return settle_values({name: plain(_stored(row, name)) for name in wanted}, seen, wanted)


def settle_values(stored, seen, wanted) -> dict:
    """``settle`` for what no row holds in one column: ``stored`` is what stands now, plain, by the same names."""
    if seen is None:
        return wanted
    mine, clashes = {}, []
    for name, value in wanted.items():
        new, now = plain(value), stored[name]
        read = seen.get(name, now)
        if name in seen and new == read:
            continue
        mine[name] = value
        if now not in (read, new):
            clashes.append(Difference(name, now, new))
    if clashes:
        raise Conflict(clashes)
    return mine


def plain(value):
    """A form of a value in which equal values are equal: rows by id, amounts without idle zeros, days in ISO."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Decimal):
        return _amount(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool):
        return value
    return str(value).replace("\r\n", "\n")  # a browser sends every line end of a text area as two characters


def _amount(value):
    try:
        return f"{value.normalize():f}"
    except InvalidOperation:
        return str(value)


def _stored(row, name):
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)
    return None if value is None else str(value) if field.many_to_one else value
