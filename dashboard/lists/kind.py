"""What a list is to exports, saved views and changes of many rows, and how its columns read a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.exports import Column


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list. ``view`` is the URL name of its page, ``area`` the scope of a key that reads it.

    ``rows(organization, query)`` reads a QueryDict as the page does; unknown values are as on the page.
    """

    key: str
    label: Any
    view: str
    area: str
    rows: Callable
    columns: tuple[Column, ...]
    saves_views: bool = True


def person(name):
    """The name of the member that a field holds; empty without one."""
    return lambda row: getattr(getattr(row, name), "name", "")


def field_of(name):
    """A field of the row, over dots."""

    def value(row):
        for step in name.split("."):
            row = getattr(row, step, None)
        return row

    return value


def shown(name):
    """The label of a choice."""
    return lambda row: getattr(row, f"get_{name}_display")()
