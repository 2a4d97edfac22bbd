"""Keyboard, drawer, toasts and problems in a real browser, under the strict content policy."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.servers import find_browser, require

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.design.scratch"),
    pytest.mark.xdist_group("keys"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=require(find_browser(), "A browser"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def board(chromium, live_server):
    """The scratch board, open; ends with the proof that nothing broke the policy or threw."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    sheet, faults = context.new_page(), []
    sheet.on("pageerror", lambda fault: faults.append(str(fault)))
    sheet.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
    sheet.goto(live_server.url)
    sheet.wait_for_selector("table[role=grid]")
    yield sheet
    context.close()
    assert not faults


def focused(sheet):
    return sheet.evaluate("document.activeElement.textContent.trim()")


def first_cell(sheet):
    sheet.locator('table.matrix a[tabindex="0"]').focus()


def test_the_matrix_has_one_tab_stop_and_arrows_move(board):
    assert board.locator('table.matrix a[tabindex="0"]').count() == 1
    first_cell(board)
    board.keyboard.press("ArrowDown")
    assert focused(board) == "Project 2"
    board.keyboard.press("End")
    assert "Plan: late" in focused(board)
    board.keyboard.press("ArrowUp")
    assert "Plan: open" in focused(board)


def test_l_walks_the_late_cells_round(board):
    first_cell(board)
    seen = []
    for _ in range(3):
        board.keyboard.press("l")
        seen.append(board.evaluate("document.activeElement.closest('tr').rowIndex"))
    assert seen[0] == seen[2] != seen[1]


def test_single_letters_can_be_switched_off(board):
    board.keyboard.press("?")
    expect(board.locator("#shortcuts")).to_be_visible()
    board.get_by_label("Single-letter shortcuts, on this device").uncheck()
    board.keyboard.press("Escape")
    first_cell(board)
    board.keyboard.press("l")
    assert focused(board) == "Project 1"
    board.reload()
    board.wait_for_selector("table[role=grid]")
    board.keyboard.press("e")
    assert board.evaluate("document.activeElement.id") != "words"


def test_a_key_takes_the_focus_to_its_field(board):
    board.keyboard.press("e")
    assert board.evaluate("document.activeElement.id") == "words"


def test_enter_opens_the_drawer_at_its_own_address_and_escape_returns(board):
    home = board.url
    first_cell(board)
    board.keyboard.press("ArrowRight")
    here = focused(board)
    board.keyboard.press("Enter")
    expect(board.locator("dialog.drawer")).to_contain_text("Told on Oct 27")
    assert board.url.endswith("/drawer/")
    board.keyboard.press("Escape")
    expect(board.locator("dialog.drawer")).to_be_hidden()
    board.wait_for_url(home)  # the close is told after the dialog has gone
    assert (board.url, focused(board)) == (home, here)


def test_space_opens_the_drawer_at_its_action_and_back_closes_it(board):
    first_cell(board)
    board.keyboard.press("ArrowRight")
    board.keyboard.press(" ")
    expect(board.locator("#act")).to_be_focused()
    board.go_back()
    expect(board.locator("dialog.drawer")).to_be_hidden()


def test_the_drawers_address_is_a_page_of_its_own(board, live_server):
    board.goto(f"{live_server.url}/drawer/")
    expect(board.locator("main h1")).to_have_text("Evidence of Dates")


def test_successes_are_toasts_and_errors_stay_notices(board):
    expect(board.locator(".toast-undo")).to_contain_text("Update held.")
    expect(board.locator("main .notice.is-bad")).to_contain_text("The deal was not accepted.")
    board.locator(".toast-undo button").click()
    expect(board.locator(".toast-undo")).to_have_count(0)


def test_a_refusal_by_htmx_is_said_in_its_own_sentence(board):
    board.locator("#broken").click()
    expect(board.locator("#problem")).to_have_text("Only the lead tech changes hours.")


def test_words_that_were_typed_are_not_lost_by_leaving(board):
    board.locator("#words").fill("Servers arrive late")
    asked = []
    board.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    board.goto(board.url.rstrip("/") + "/drawer/")
    assert asked == ["beforeunload"]


def test_the_frame_never_scrolls_sideways(board):
    for width in (360, 390, 600, 768, 1024, 1280, 1680):
        board.set_viewport_size({"width": width, "height": 800})
        assert board.evaluate("document.documentElement.scrollWidth") <= width


def test_a_phone_shows_only_what_is_owed_in_words(board):
    board.set_viewport_size({"width": 390, "height": 800})
    expect(board.locator(".cell.is-late .name").first).to_be_visible()
    board.locator(".tab-bar summary").click()
    expect(board.locator(".tab-bar .menu-list a")).to_contain_text(["Activity"])
