"""The trail in words."""

import pytest

from audit.words import value_words, verb_words


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
