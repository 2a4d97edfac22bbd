"""The pages every visitor can reach draw themselves without an organization, a session or a database row."""

import time

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse

from core import shown
from core.errors import NotAllowed
from tests.core.test_templatetags import cell

ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "409.html", "429.html", "500.html"]
OPEN_PAGES = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_draw_without_any_context(name):
    html = get_template(name).render()
    assert html.count("<h1>") == 1
    assert "portal.css" in html


@pytest.mark.parametrize("name", ["403.html", "409.html"])
def test_a_refusal_is_said_in_its_own_sentence(name):
    html = get_template(name).render({"error": NotAllowed("Only the lead tech changes hours.")})
    assert "Only the lead tech changes hours." in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", OPEN_PAGES)
def test_sign_in_pages_open_without_an_account(name):
    response = Client().get(reverse(name))
    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1


@pytest.mark.django_db
def test_a_refused_sign_in_shows_the_summary_and_ties_errors_to_their_fields():
    html = Client().post(reverse("account_login"), {"login": "", "password": ""}).content.decode()
    assert 'class="summary" tabindex="-1"' in html
    assert 'aria-describedby="id_login_error"' in html
    assert 'id="id_login_error"' in html
    assert 'href="#id_login"' in html


@pytest.mark.django_db
def test_a_reset_link_that_was_used_offers_a_new_one():
    html = (
        Client()
        .get(reverse("account_reset_password_from_key", args=["1", "old-key"]), follow=True)
        .content.decode()
    )
    assert reverse("account_reset_password") in html


def test_a_matrix_of_fifty_projects_draws_in_60_milliseconds():
    verdict = shown.Verdict("green")
    cells = tuple(cell(url=f"/d/{number}/") for number in range(12))
    rows = [
        shown.MatrixRow(f"Project {number}", "Acme", "/", verdict, verdict, shown.cells_html(cells))
        for number in range(50)
    ]
    heads = shown.matrix_heads([(str(n), f"Duty {n}", "Sales") for n in range(12)], {})
    template = get_template("components/matrix.html")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        html = template.render({"rows": rows, "heads": heads, "request": RequestFactory().get("/")})
        times.append(time.perf_counter() - start)
    assert html.count('class="cell ') == 600
    assert min(times) < 0.060
