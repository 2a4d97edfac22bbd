"""Pages for the tests of the components: the frame, a matrix and a drawer without any data of ours."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from core import shown

TODAY = dt.date(2026, 11, 19)
COLUMNS = [("sold", "Sold", "Sales"), ("purchased", "Purchased", "Customer"), ("plan", "Plan", "Lead tech")]
NAV = [
    {"key": "home", "label": "Home", "url": "/", "icon": "house", "go": "h", "count": 7},
    {"key": "activity", "label": "Activity", "url": "/a/", "icon": "clock-history", "go": "", "count": 0},
]
BOARD = """{% extends "base.html" %}{% block title %}Board{% endblock %}
{% block scripts %}<script type="module" src="{% static 'js/matrix.js' %}"></script>
<script type="module" src="{% static 'js/updates.js' %}"></script>{% endblock %}
{% block main %}<h1>Board</h1>{% include "components/matrix.html" with rows=rows heads=heads only %}
<form data-guard><label for="words">Words</label><input id="words" data-key="e"></form>
<button id="broken" hx-post="/broken/">Break</button>
{% endblock %}"""
DRAWER = """{% extends request.htmx|yesno:"components/drawer.html,components/drawer_page.html" %}
{% block drawer_title %}Evidence of Dates{% endblock %}
{% block drawer_body %}<p>Told on Oct 27</p>{% endblock %}
{% block drawer_foot %}<button class="btn btn-plain" id="act">Tell the customer</button>{% endblock %}"""


def draw(request, source, **context):
    """An answer from a template written here."""
    context |= {"nav": NAV, "nav_key": "home"}
    return HttpResponse(engines["django"].from_string(source).render(context, request))


def row(number, late_at):
    verdict = shown.Verdict("not_scheduled")
    cells = tuple(
        shown.DutyCell(
            key=key, position=place, name=name, counterparty=who, state="open", url="/drawer/", today=TODAY,
            late=place == late_at, due_on=TODAY - dt.timedelta(days=3),
        )
        for place, (key, name, who) in enumerate(COLUMNS, 1)
    )  # fmt: skip
    return shown.MatrixRow(
        f"Project {number}", "Acme Dental", f"/p/{number}/", verdict, verdict, shown.cells_html(cells)
    )


def board(request):
    messages.success(request, "Update held.")
    messages.error(request, "The deal was not accepted.")
    rows = [row(1, 0), row(2, 3), row(3, 1)]
    return draw(request, BOARD, rows=rows, heads=shown.matrix_heads(COLUMNS, {"sold": 1}))


def drawer(request):
    return draw(request, DRAWER)


def broken(request):
    return HttpResponse(status=409, headers={"X-Problem": "Only%20the%20lead%20tech%20changes%20hours."})


urlpatterns = [
    path("", board),
    path("drawer/", drawer),
    path("broken/", broken),
    path("account/", include("accounts.urls")),
]
