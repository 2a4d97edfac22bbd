"""The grid of the plan under a keyboard and a mouse, in a real browser; two editors at once lose nothing."""

from contextlib import contextmanager
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from core import clock
from projects import actions
from projects.models import Task
from tests.journeys.browser import Watch, chromium, serious_findings
from tests.servers import find_browser, require

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser():
    """A started Chromium."""
    with chromium(require(find_browser(), "A browser")) as found:
        yield found


@pytest.fixture
def opened(browser, live_server, at):
    """``with opened(client) as page``: the plan of the project, and no fault at the end."""

    @contextmanager
    def visit(client, expected=()):
        context, watch = browser.new_context(viewport={"width": 1280, "height": 900}), Watch()
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.add_cookies(
            [{"name": m.key, "value": m.value, "url": live_server.url} for m in client.cookies.values()]
        )
        page = context.new_page()
        watch.attach(page)
        page.goto(live_server.url + at("plan"))
        yield page
        assert [fault for fault in watch.faults if not any(word in fault for word in expected)] == []

    return visit


def cell(page, name, line=0):
    return page.locator(f'tr[data-task] a.cell[data-f="{name}"]').nth(line)


def names(page):
    return page.locator('tr[data-task] a.cell[data-f="title"]').all_inner_texts()


def stored(harbor, project):
    with harbor.scope():
        return list(Task.objects.filter(project=project).order_by("position"))


def test_cells_are_walked_edited_and_left_by_keyboard(harbor, project, lead, opened):
    with opened(lead, expected=["422"]) as page:
        field = page.locator(".cell-field")
        cell(page, "title").focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        expect(cell(page, "estimate")).to_be_focused()
        page.keyboard.press("Enter")
        expect(field).to_be_focused()
        page.keyboard.type("99")
        page.keyboard.press("Escape")
        expect(cell(page, "estimate")).to_have_text("8 h")
        page.keyboard.type("9")  # typing begins the edit
        page.keyboard.type(".5")
        page.keyboard.press("Enter")  # saves and goes down
        expect(cell(page, "estimate")).to_have_text("9.5 h")
        expect(cell(page, "estimate", 1)).to_be_focused()
        expect(page.locator("table.plan tfoot")).to_contain_text("41.5 h")
        page.keyboard.press("Enter")
        page.keyboard.type("30")
        page.keyboard.press("Tab")  # saves and edits the next
        expect(field).to_have_attribute("aria-label", "Remaining: Migrate the servers")
        page.keyboard.press("Escape")
        cell(page, "skill_level").click()
        field.select_option("L1")
        field.press("Enter")
        expect(cell(page, "skill_level")).to_have_text("L1")
        cell(page, "estimate").click()
        field.fill("many")
        field.press("Enter")
        expect(page.locator("#problem")).to_contain_text("number")
        expect(field).to_be_focused()
        field.press("Escape")
        cell(page, "disruptive").focus()
        page.keyboard.press("Enter")
        expect(cell(page, "disruptive")).to_have_text("yes")
        assert serious_findings(page) == []
    first, second = stored(harbor, project)
    assert (first.estimate, first.skill_level, first.disruptive) == (Decimal("9.5"), "L1", True)
    assert second.estimate == 30


def test_lines_are_ticked_moved_deleted_added_pasted_and_all_is_taken_back(harbor, project, lead, opened):
    with opened(lead) as page:
        first, second = names(page)
        cell(page, "title").focus()
        page.keyboard.press("Alt+ArrowDown")
        expect(cell(page, "title", 1)).to_have_text(first)
        expect(cell(page, "title", 1)).to_be_focused()
        page.keyboard.press("Control+z")
        page.wait_for_load_state("networkidle")
        expect(cell(page, "title")).to_have_text(first)
        page.locator("#new-title").fill("Label cables")
        page.locator("#new-title").press("Enter")
        expect(cell(page, "title", 2)).to_have_text("Label cables")
        page.evaluate("navigator.clipboard.writeText('Rack\\t4\\nTest\\t2')")
        cell(page, "title").focus()
        page.keyboard.press("Control+v")
        expect(cell(page, "title", 4)).to_have_text("Test")
        cell(page, "title", 3).focus()
        page.keyboard.press("Space")
        page.keyboard.press("Shift+ArrowDown")
        expect(page.locator("tr.picked")).to_have_count(2)
        page.keyboard.press("Delete")
        expect(page.locator("tr[data-task]")).to_have_count(3)
        page.locator(".toast-undo").last.get_by_role("button").click()
        page.wait_for_load_state("networkidle")
        expect(page.locator("tr[data-task]")).to_have_count(5)
        page.locator("tr[data-task]").nth(4).locator(".n").drag_to(
            page.locator("tr[data-task]").nth(0), target_position={"x": 40, "y": 3}
        )
        expect(cell(page, "title")).to_have_text("Test")
        cell(page, "after", 1).click()
        page.locator(".cell-field").fill("1")
        page.locator(".cell-field").press("Enter")
        expect(cell(page, "after", 1)).to_have_text("1")
    assert [task.title for task in stored(harbor, project)] == ["Test", first, second, "Label cables", "Rack"]


def test_two_at_one_cell_the_second_keeps_what_was_typed_and_reads_who_was_faster(harbor, project, lead, opened):
    with opened(lead, expected=["409"]) as page:
        field = page.locator(".cell-field")
        cell(page, "estimate").click()
        field.fill("9")
        with harbor.scope():
            task = Task.objects.filter(project=project).order_by("position").first()
            actions.update_task(task=task, estimate=Decimal(12), title="Renamed", by=harbor.owner, now=clock.now())
        field.press("Enter")
        expect(page.locator("#problem")).to_contain_text("Olivia Grant changed Estimate, hours to 12")
        expect(field).to_have_value("9")
        field.press("Enter")  # now knowingly
        expect(cell(page, "estimate")).to_have_text("9 h")
        expect(cell(page, "title")).to_have_text("Renamed")  # the other's change came along
    assert (stored(harbor, project)[0].estimate, stored(harbor, project)[0].title) == (9, "Renamed")


def test_the_manager_types_a_proposal_and_sees_it_beside_the_value(harbor, project, manager, opened):
    with opened(manager) as page:
        cell(page, "estimate").click()
        page.locator(".cell-field").fill("12")
        page.locator(".cell-field").press("Enter")
        expect(page.locator("ins.proposed")).to_have_text("12 h")
        expect(page.locator("#proposals")).to_contain_text("Your proposal, not sent yet")
        page.get_by_role("button", name="Propose it to Joon Park").click()
        expect(page.locator("#proposals")).to_contain_text("Ana Ruiz proposes")
        assert serious_findings(page) == []
    assert stored(harbor, project)[0].estimate == 8
