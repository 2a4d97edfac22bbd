"""The status page: what it says, what it weighs, what it costs."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.contrib.staticfiles import finders

from accounts.models import OrganizationSettings
from portal.page import date_rows, headline
from projects.models import OutOfScopeItem, Responsibility
from tests.isolation.world import NOW
from tests.portal.conftest import change_project
from tests.statements import NOT_COUNTED

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])


def text_of(answer):
    """The page as it is read: no tags, single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1])).replace(
        "\u00a0", " "
    )


def test_it_answers_in_one_sentence_when_the_project_is_ready(shop, pages, visitor):
    day = dt.date(2026, 12, 18)
    change_project(shop, committed_end=day, forecast_end=day, slip_days=0, time_color="green")
    assert "will be ready on Dec 18, as promised." in text_of(visitor.get(pages[0]))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"slip_days": 3}, "3 working days later than promised."),
        ({"slip_days": 1}, "1 working day later than promised."),
        ({"slip_days": -2}, "2 working days earlier than promised."),
        ({"status": "on_hold"}, "is on hold."),
        ({"status": "cancelled"}, "has been cancelled."),
        (
            {"status": "delivered", "delivered_on": dt.date(2026, 12, 10), "slip_days": -6},
            "was delivered on Dec 10, 6 working days earlier",
        ),
        ({"forecast_end": None}, "is promised for Dec 18 and not scheduled yet."),
    ],
)
def test_the_sentence_follows_the_project(shop, pages, visitor, fields, sentence):
    change_project(
        shop, **{"committed_end": dt.date(2026, 12, 18), "forecast_end": dt.date(2026, 12, 18)} | fields
    )
    assert sentence in text_of(visitor.get(pages[0]))


@pytest.mark.parametrize(
    ("billing", "words"),
    [("fixed_price", "as agreed"), ("time_and_materials", "estimated"), ("not_to_exceed", "of at most")],
)
def test_money_is_shown_by_billing_model(shop, pages, visitor, billing, words):
    change_project(shop, billing_model=billing, agreed_price=Decimal(6000))
    page = text_of(visitor.get(pages[0]))
    assert words in page
    assert "$6,000" in page


@pytest.mark.parametrize("billing", ["fixed_price", "time_and_materials", "not_to_exceed"])
def test_an_approved_change_is_named_beside_what_was_first_agreed(shop, pages, visitor, billing):
    agreed = {"billing_model": billing, "agreed_price": Decimal(6000), "change_price": Decimal(600)}
    change_project(shop, **agreed, change_hours=Decimal(4), budget_color="green")
    page = text_of(visitor.get(pages[0]))
    assert "$6,000 first, $600 by approved changes" in page
    assert "$6,600" in page


@pytest.mark.parametrize(("limit", "said"), [(Decimal(5), "off track"), (Decimal(20), "at risk")])
def test_an_estimate_is_judged_by_the_organizations_own_limit(shop, pages, visitor, limit, said):
    with shop.company.scope():
        OrganizationSettings.objects.update(budget_amber_percent=limit)
    bill = {"billing_model": "time_and_materials", "budget_color": "green", "agreed_price": Decimal(6000)}
    bill["eac"] = Decimal(44)  # at $150 an hour 10 % above the estimate
    change_project(shop, **bill)
    assert f"Your price: {said} " in text_of(visitor.get(pages[0]))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"time_grounds": "unconfirmed_remaining"}, "at risk, we are confirming what is left to do"),
        ({"time_grounds": "end_no_forecast"}, "at risk, we are still planning the work"),
        ({"time_grounds": "end_late", "slip_days": 3}, "at risk, 3 working days late"),
        ({"time_grounds": "start_late"}, "at risk, later start than agreed"),
        ({"time_grounds": ""}, "at risk Your price"),
        ({"time_grounds": "end_late", "status": "cancelled"}, "at risk Your price"),
        (
            {"billing_model": "time_and_materials", "budget_color": "too_early", "agreed_price": Decimal(99999)},
            "too early, too little is done to tell",
        ),
    ],
)
def test_a_verdict_says_why_in_the_words_of_the_customer(shop, pages, visitor, fields, words):
    change_project(shop, **{"time_color": "amber"} | fields)
    assert words in text_of(visitor.get(pages[0]))


def test_it_shows_dates_milestones_past_updates_and_people(shop, pages, visitor):
    page = text_of(visitor.get(pages[0]))
    for words in (
        "America/New York",
        "Cutover",
        "Week 47",
        "Ana Ruiz",
        "manages the project",
        "Joon Park",
        "leads the work",
        "(401) 555-0110",
    ):
        assert words in page, words


def test_it_says_what_the_customer_owes_and_no_more_than_three(shop, pages, visitor):
    with shop.company.scope():
        Responsibility.objects.update(state="waiting", due_on=dt.date(2026, 12, 1))
    page = visitor.get(pages[0]).content.decode()
    assert page.count("Answer by email") == 3
    with shop.company.scope():
        Responsibility.objects.update(state="done")
    assert "Approve or decline" in visitor.get(pages[0]).content.decode()
    with shop.company.scope():
        OutOfScopeItem.objects.update(state="approved")
    assert "Nothing at the moment." in visitor.get(pages[0]).content.decode()


def test_a_past_update_is_the_one_that_was_sent(shop, pages, visitor):
    page = visitor.get(pages[1]).content.decode()
    assert shop.project.title in page
    assert "personal-link" not in page
    assert f"/portal/{shop.token}/" in page


def test_dates_that_are_none_are_no_page(shop, pages, visitor):
    for week in ("2026-13-45", "yesterday", "2026-11-17"):
        assert visitor.get(f"{pages[0]}updates/{week}/").status_code == 404


def test_it_costs_six_statements_whatever_there_is_to_show(shop, pages, visitor, statements):
    visitor.get(pages[0])
    for billing in ("fixed_price", "not_to_exceed"):
        change_project(shop, billing_model=billing)
        with statements() as found:
            visitor.get(pages[0])
        assert len([sql for sql in found if sql.startswith("SELECT") and not sql.startswith(NOT_COUNTED)]) <= 9, (
            found
        )


def test_everything_it_needs_weighs_less_than_60_kilobytes(shop, pages, visitor):
    page = visitor.get(pages[0]).content.decode()
    weight = len(page.encode())
    for href in re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page):
        with open(finders.find(href), "rb") as css:
            sheet = css.read()
        assert b"url(" not in sheet or b"woff" not in sheet
        weight += len(sheet)
    assert page.count("stylesheet") == 2
    assert weight < 60_000
    assert not re.search(r"<script|<img|bootstrap|@import|style=|\son\w+=", page)


def test_nothing_is_kept_indexed_scripted_or_told_elsewhere(shop, pages, visitor):
    for address in [*pages, f"/respond/renew/{shop.token}/", f"/respond/unsubscribe/{shop.unsubscribe_token}/"]:
        headers = visitor.get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "script-src 'none'" in headers["Content-Security-Policy"]
        assert "Set-Cookie" not in headers


def test_it_is_the_same_in_every_visit_at_the_same_time(shop, pages, visitor):
    assert NOW.tzinfo is not None
    assert visitor.get(pages[0]).content == visitor.get(pages[0]).content


@pytest.mark.parametrize(
    ("committed", "grounds", "said"),
    [
        (dt.date(2026, 12, 18), "nothing_scheduled", "Refresh is promised for Dec 18 and not scheduled yet."),
        (None, "end_not_committed", "No end is agreed for Refresh yet."),
        (
            dt.date(2026, 12, 18),
            "end_early",
            "Refresh will be ready on Dec 3, 11 working days earlier than promised.",
        ),
    ],
)
def test_the_headline_says_only_what_is_known(committed, grounds, said):
    project = {
        "title": "Refresh",
        "status": "not_started",
        "started_on": None,
        "delivered_on": None,
        "forecast_end": dt.date(2026, 12, 3),
        "committed_start": None,
        "committed_end": committed,
        "baseline_start": None,
        "baseline_end": committed,
        "slip_days": -11,
        "time_grounds": grounds,
    }
    today = dt.date(2026, 11, 23)
    assert headline(project, today).replace("\N{NO-BREAK SPACE}", " ") == said
    ends = [
        day.replace("\N{NO-BREAK SPACE}", " ") for label, day, _was in date_rows(project, today) if label == "End"
    ]
    assert ends == {"end_early": ["Thu, Dec 3"], "nothing_scheduled": ["Fri, Dec 18"]}.get(grounds, [])
