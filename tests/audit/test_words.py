"""The trail in words."""

import re

import pytest

from audit.words import VERBS, value_words, verb_words
from msp_pm.local_servers import PROJECT

APPS = ("accounts", "customers", "deals", "mailing", "portal", "projects", "updates")


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("deal.accepted", "accepted the deal"),
        ("contact.unsubscribed", "stopped the updates to"),
        ("purchase_order.sent_again", "sent again the purchase order"),
        ("imported", "imported"),
    ],
)
def test_every_verb_can_be_read(verb, words):
    assert verb_words(verb) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", ""),
        (0, "0"),
        (True, "yes"),
        (False, "no"),
        (["L1", "L2"], "L1, L2"),
        ({"a": None, "b": [1]}, "a: , b: 1"),
        ("<b>", "<b>"),
    ],
)
def test_a_stored_value_is_read_without_brackets(value, words):
    assert value_words(value) == words


def test_every_verb_written_by_an_action_has_its_words():
    """Literal verbs only; those an action composes (``project.<status>``) are read from the status."""
    found = set()
    for app in APPS:
        for path in (PROJECT / app).rglob("*.py"):
            found |= set(re.findall(r'\bverb="([a-z_]+\.[a-z_]+)"', path.read_text()))
    assert len(found) > 10
    assert found <= set(VERBS)
