"""Tags and filters: what reaches the page. No database; the clock stands still."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from core import icons, quick, shown, words
from projects.choices import Color, ResponsibilityState

TODAY = dt.date(2026, 11, 19)


@pytest.fixture(autouse=True)
def still_clock(monkeypatch):
    now = dt.datetime(2026, 11, 19, 16, 0, tzinfo=dt.UTC)
    monkeypatch.setattr("core.clock.now", lambda: now)
    with timezone.override("America/New_York"):
        yield


def render(source, path="/list/", **context):
    context["request"] = RequestFactory().get(path)
    return Template("{% load msp %}" + source).render(Context(context))


def cell(**changes):
    values = {
        "key": "dates", "position": 7, "name": "Dates", "counterparty": "Customer", "state": "open", "url": "/d/",
        "today": TODAY, "due_on": dt.date(2026, 11, 16), "since": dt.date(2026, 11, 15),
        "done_on": dt.date(2026, 11, 3), "waived_initials": "AR",
    }  # fmt: skip
    return shown.DutyCell(**(values | changes))


def test_empty_values_stay_empty_in_every_filter():
    source = (
        "{{ x|hours }}{{ x|money:'USD' }}{{ x|percent }}{{ x|signed:'h' }}{{ x|day }}{{ x|clock }}{{ x|stamp }}"
    )
    assert render(source + "{{ x|moment }}{{ x|initials }}{{ x|number }}{{ x|days_count }}", x=None) == ""


def test_filters_show_times_in_the_current_zone():
    at = dt.datetime(2026, 11, 19, 3, 30, tzinfo=dt.UTC)  # still the evening before in New York
    assert render("{{ at|day:'short' }} {{ at|clock }}", at=at).replace("\u00a0", " ") == "Nov 18 10:30 PM EST"


def test_an_icon_points_into_the_sprite_and_is_hidden_from_readers():
    html = render("{% icon 'check-lg' %}")
    assert 'aria-hidden="true"' in html
    assert 'icons.svg#i-check-lg"' in html


def test_a_drawn_icon_carries_its_path():
    assert "<path" in render("{% drawn_icon 'check-lg' %}")


def test_an_unknown_icon_is_refused():
    with pytest.raises(LookupError, match="no-such-icon"):
        icons.icon("no-such-icon")


@pytest.mark.parametrize(
    ("changes", "css", "datum", "spoken"),
    [
        ({"late": True}, "is-late", "3 d", "Dates: late by 3 d"),
        ({"late": True, "state": "waiting"}, "is-late", "3 d", "Dates: late by 3 d"),
        ({"late": True, "due_on": TODAY, "hours": 2}, "is-late", "2 h", "Dates: late by 2 h"),
        ({"state": "waiting"}, "is-wait", "4 d", "Dates: waiting for 4 d"),
        ({}, "is-open", "Nov 16", "Dates: open, due Nov 16"),
        ({"state": "done", "late": True}, "is-done", "Nov 3", "Dates: done on Nov 3"),
        ({"state": "reopened"}, "is-again", "Nov 15", "Dates: reopened on Nov 15"),
        ({"state": "waived"}, "is-waived", "AR", "Dates: waived by AR"),
        ({"state": "not_due"}, "is-none", "", "Dates: not due"),
        ({"due_on": None}, "is-open", "", "Dates: open"),
    ],
)
def test_a_cell_says_its_state_in_shape_datum_and_words(changes, css, datum, spoken):
    made = cell(**changes)
    assert (made.css, made.datum.replace("\u00a0", " "), made.spoken.replace("\u00a0", " ")) == (
        css,
        datum,
        spoken,
    )


def test_matrix_cells_escape_what_people_typed():
    html = shown.cells_html([cell(name="<b>", url='/"x')])
    assert "<b>" not in html
    assert 'href="/&quot;x"' in html


def test_quick_fragments_escape_what_people_typed():
    row = shown.MatrixRow("<b>", "<i>", '/"x', shown.Verdict("red"), shown.Verdict("green"), "<td>")
    html = quick.drawn("matrix_rows.html", rows=[row])
    assert "&lt;b&gt;" in html
    assert "&lt;i&gt;" in html
    assert "<td>" not in html
    assert 'href="/&#34;x"' in html


def test_the_phone_keeps_only_cells_that_are_owed():
    owed = [cell(state=state).is_rest for state in words.STATES]
    assert owed == [True, False, False, True, False, True]


def test_every_color_and_every_state_has_its_own_word():
    assert [str(words.verdict_word(color).label) for color in Color] == [str(color.label) for color in Color]
    assert [str(words.state_word(s).label) for s in ResponsibilityState] == [
        str(s.label) for s in ResponsibilityState
    ]


def test_columns_of_one_counterparty_share_a_head():
    heads = shown.matrix_heads([("a", "A", "Sales"), ("b", "B", "Lead"), ("c", "C", "Lead")], {"c": 2})
    assert shown.head_groups(heads) == (shown.HeadGroup("Sales", 1), shown.HeadGroup("Lead", 2))
    assert [head.late for head in heads] == [0, 0, 2]


@pytest.mark.parametrize(
    ("budget", "used", "forecast"),
    [("104", "46.5", "108.2"), ("0", "0", "0"), ("0", "5", "5"), ("10", "20", "20")],
)
def test_a_bar_never_leaves_its_frame(budget, used, forecast):
    bar = shown.Bar(Decimal(budget), Decimal(used), Decimal(forecast))
    parts = (bar.used_width, bar.next_width, bar.over_width)
    assert sum(Decimal(part.rstrip("%")) for part in parts) <= 100


def test_the_bar_says_itself_in_a_sentence():
    html = render("{% budget_bar b u f color='amber' %}", b=Decimal(104), u=Decimal("46.5"), f=Decimal("108.2"))
    assert 'aria-label="46.5 of 104\u00a0h used, forecast 108.2\u00a0h"' in html
    assert "f-amber" in html


def test_a_sort_head_turns_the_order_and_keeps_the_filters_but_not_the_cursor():
    html = render("{% sort_head 'end' 'End' 'num' %}", "/list/?mine=1&ordering=end&cursor=abc")
    assert 'aria-sort="ascending"' in html
    assert "?mine=1&amp;ordering=-end" in html


def test_a_filter_link_changes_one_value_and_drops_the_cursor():
    source = "{% query_with late=1 %} {% query_with mine='' %}"
    assert render(source, "/list/?mine=1&cursor=abc") == "?mine=1&amp;late=1 /list/"
