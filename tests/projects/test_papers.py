"""The PDF of a SoW and of a change order: whole, numbered, the same bytes, and nothing of it is only ours."""

import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from projects import actions, papers
from tests.factories.scope import approved_sow, draft_change, draft_sow, effective_change

pytestmark = pytest.mark.django_db
CANARY = "91827364"  # stands in every amount that is ours alone


def text_of(content):
    """The words of all pages, one space between them."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_sow_says_parties_version_hash_and_who_signed_it_on_numbered_pages(project, later):
    sow = approved_sow(project, now=later(), deliverables="\n".join(f"Server {n} racked" for n in range(200)))
    content = papers.sow_pdf(sow)
    words, pages = text_of(content), len(PdfReader(io.BytesIO(content)).pages)
    for said in (project.organization.name, project.customer.name, project.number, "version 1", "Approved"):
        assert said in words
    assert words.count(sow.content_hash) >= pages
    assert all(f"Server {n} racked" in words for n in range(200))
    assert pages > 3
    assert all(f"Page {n} of {pages}" in words for n in range(1, pages + 1))
    for name in (project.lead_tech.name, project.project_manager.name):
        assert name in words
    assert "Nov 2, 2026, 3:00 PM UTC" in words


def test_the_same_version_gives_the_same_bytes_whoever_reads_and_whatever_follows(project, later):
    sow = approved_sow(project, now=later())
    before = papers.sow_pdf(sow)
    effective_change(project, now=later(days=1))
    sow.refresh_from_db()
    assert sow.state == "superseded"
    assert papers.sow_pdf(sow) == before


def test_nothing_that_is_only_ours_reaches_the_paper(project, later):
    sow = approved_sow(project, now=later())
    order = effective_change(project, now=later(days=1), cost=Decimal(CANARY))
    second = actions.withdraw_change_order(
        order=draft_change(project, now=later(days=2), committed_end=None),
        reason=f"Margin below {CANARY}",
        by=project.lead_tech,
        now=later(days=2),
    )
    words = " ".join(
        text_of(one) for one in (papers.sow_pdf(sow), papers.order_pdf(order), papers.order_pdf(second))
    )
    assert CANARY not in words.replace(",", "")
    assert "50.00 h" not in words.replace("\xa0", " ")  # a fixed price is agreed without its hours


def test_hours_stand_on_paper_where_they_are_billed(project, later):
    sow = draft_sow(project, now=later())
    actions.update_sow(sow=sow, price_basis="time_and_materials", by=project.lead_tech, now=later())
    assert "50.00 h" in text_of(papers.sow_pdf(sow)).replace("\xa0", " ")


def test_a_change_order_says_what_was_and_what_is_to_be(project, later):
    order = effective_change(project, now=later())
    words = text_of(papers.order_pdf(order)).replace("\xa0", " ")
    for said in ("CO-1", "Second line tested", "+$1,450", "Fri, Dec 11, 2026", "Fri, Dec 4, 2026", "Ann Lee"):
        assert said in words
    assert order.content_hash in words


def test_a_draft_says_that_it_is_one(project, later):
    for content in (
        papers.sow_pdf(draft_sow(project, now=later())),
        papers.order_pdf(draft_change(project, now=later())),
    ):
        assert "Draft, not signed" in text_of(content)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ł’Ó ½ € Привет Ελλάς", "Ł’Ó ½ € Привет Ελλάς"),
        ("你好", "[U+4F60][U+597D]"),
        ("done 🚀", "done [U+1F680]"),
        ("a\u202eb\x00c\u200dd", "abcd"),
        ("{nb} a\u2062b", "{nb} ab"),
    ],
)
def test_what_the_font_lacks_is_said_by_its_number(project, later, text, shown):
    sow = draft_sow(project, now=later(), objectives=text.replace("\x00", ""))
    assert shown in text_of(papers.sow_pdf(sow))


def test_letters_from_right_to_left_are_all_there(project, later):
    sow = draft_sow(project, now=later(), objectives="שלום עולם and مرحبا")
    words = text_of(papers.sow_pdf(sow))
    assert all(letter in words for letter in "שלוםעمرحبا")


def test_one_word_without_end_breaks_instead_of_running_off(project, later):
    sow = draft_sow(project, now=later(), objectives="x" * 20_000)
    assert text_of(papers.sow_pdf(sow)).count("x") >= 20_000


def test_a_line_longer_than_a_page_goes_on_over_pages_in_the_table(project, later):
    order = draft_change(project, now=later(), added=" ".join(f"Socket-{n}-wired" for n in range(500)))
    words = text_of(papers.order_pdf(order))
    assert all(f"Socket-{n}-wired" in words for n in range(500))
    assert "Fri, Dec 11, 2026" in words
