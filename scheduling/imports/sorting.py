"""What a category or a group of another system most likely means: a type of request, a level. Pure, but for types."""

import re

from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from core.cells import is_known
from imports.kinds import Sort, plain
from scheduling.actions import ensure_request_types

# The first that is found in the value, word by word; more special ones first.
WORDS_OF_TYPE = (
    ("recurring_maintenance", ("maintenance", "patching", "preventive")),
    ("on_site_visit", ("on site", "onsite", "visit", "field service")),
    ("alert", ("alert", "monitoring", "rmm", "alarm", "event")),
    ("how_to", ("how to", "howto", "question", "training", "advice", "inquiry", "enquiry")),
    ("install", ("install", "installation", "setup", "deployment")),
    ("move", ("move", "relocation")),
    ("add", ("add", "new user", "onboarding", "new hire")),
    ("change", ("change", "request for change", "rfc")),
    ("project", ("project",)),
    ("problem", ("problem",)),
    ("incident", ("incident", "break fix", "outage", "error", "failure", "issue")),
)
WORDS_OF_LEVEL = (
    (
        Level.L3,
        ("l3", "level 3", "tier 3", "t3", "3rd line", "third line", "3rd level", "engineering", "architect"),
    ),
    (Level.L2, ("l2", "level 2", "tier 2", "t2", "2nd line", "second line", "2nd level", "escalation")),
    (
        Level.L1,
        (
            "l1",
            "level 1",
            "tier 1",
            "t1",
            "1st line",
            "first line",
            "1st level",
            "service desk",
            "help desk",
            "helpdesk",
        ),
    ),
)


def type_in(value: str) -> str:
    """The key of the shipped type that the words of ``value`` name, or ""."""
    return _first(WORDS_OF_TYPE, value)


def level_in(value: str) -> str:
    """The level that the words of ``value`` name, or ""."""
    return str(_first(WORDS_OF_LEVEL, value))


def _first(table, value):
    words = plain(value)
    return next((key for key, names in table if any(_has(words, name) for name in names)), "")


def _has(words, name):
    return re.search(rf"\b{re.escape(name)}s?\b", words) is not None


def guess(values, _organization):
    """``{value: {"type", "level"}}`` of the values that say something."""
    types = ensure_request_types()
    by_name = {plain(text): key for key, row in types.items() for text in (key, row.name)}
    found = {}
    for value in filter(is_known, values):
        key = by_name.get(plain(value)) or type_in(value)
        found[value] = {"type": key if key in types else "", "level": level_in(value)}
    return found


def questions(_organization):
    """What is asked per value; nothing said leaves it to the other column, or to the whole file."""
    types = [(row.key, row.name) for row in ensure_request_types().values() if row.is_active]
    return [
        ("type", _("Request type"), [("", _("not by this")), *types]),
        ("level", _("Level"), [("", _("not by this")), *Level.choices]),
    ]


SORTS = (
    Sort("category", _("Category"), questions, guess),
    Sort("group", _("Group"), questions, guess),
)
