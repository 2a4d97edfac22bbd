"""The frame and the parts of a mail."""

from django.template import engines

from mailing.render import fold_blank_lines, one_line

PARTS = """
{% extends "mail/_base.html" %}
{% block headline %}{% include "mail/_parts/headline.html" with text=words only %}{% endblock %}
{% block main %}{% include "mail/_parts/text.html" with text=words only %}
{% include "mail/_parts/verdicts.html" with time_label=words time_color="red" budget_label=words budget_color="not_scheduled" only %}
{% include "mail/_parts/asks.html" with asks=asks only %}{% include "mail/_parts/rows.html" with rows=rows only %}
{% include "mail/_parts/button.html" with url=url label=words only %}{% include "mail/_parts/link.html" with url=url label=words only %}{% endblock %}
"""
WORDS = "<script>alert(1)</script>"


def rendered():
    """Every part with hostile words."""
    context = {
        "words": WORDS,
        "subject": WORDS,
        "url": "https://msp.example/x",
        "asks": [{"what": WORDS, "note": WORDS, "url": "https://msp.example/1", "label": WORDS}] * 2,
        "rows": [{"label": WORDS, "value": WORDS, "was": WORDS}, {"label": WORDS, "value": WORDS, "strong": True}],
    }
    return engines["django"].from_string(PARTS.strip()).render(context)


def test_words_of_people_are_escaped_in_every_part():
    html = rendered()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 15


def test_a_verdict_is_mark_and_word_besides_its_color():
    html = rendered()
    assert "■ Off track" in html
    assert "▲ Not scheduled" in html


def test_a_mail_loads_nothing_from_anywhere():
    html = rendered()
    assert not any(sign in html for sign in ("src=", "url(", "@import", "<link"))


def test_the_text_frame_escapes_nothing():
    template = '{% extends "mail/_base.txt" %}{% block main %}{{ words }}{% endblock %}{% block footer %}A & B{% endblock %}'
    text = engines["django"].from_string(template).render({"words": WORDS})
    assert WORDS in text
    assert fold_blank_lines(text) == f"{WORDS}\n\n--\nA & B\n"


def test_a_subject_has_one_line_and_a_text_no_gaping_holes():
    assert one_line(" A\r\n  B\tC ") == "A B C"
    assert fold_blank_lines("a  \n\n\n\n\n\nb\n\n") == "a\n\n\nb\n"
