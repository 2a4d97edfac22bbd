"""Files dropped on the page, pasted into it, sent twice by a double click: in a real browser, by its own events."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from files.models import Document
from tests.factories.projects import make_project
from tests.journeys.browser import Watch, chromium
from tests.servers import find_browser, require

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
# Dispatches what the browser sends when somebody drops or pastes: (event, files, text).
GIVE = """
({kind, files, text, on}) => {
  const given = new DataTransfer();
  for (const [name, words] of files) given.items.add(new File([words], name, {type: "text/plain"}));
  if (text) given.setData("text/plain", text);
  const how = {bubbles: true, cancelable: true};
  const event = kind === "paste"
    ? new ClipboardEvent("paste", {...how, clipboardData: given})
    : new DragEvent(kind, {...how, dataTransfer: given});
  document.querySelector(on).dispatchEvent(event);
  return event.defaultPrevented;
}
"""


@pytest.fixture
def tab(harbor, signed_in, live_server, settings, tmp_path):
    """The Files tab of a project, opened by its lead tech."""
    settings.DATA_DIR, watch = tmp_path, Watch()
    with harbor.scope():
        project = make_project(harbor)
    with chromium(require(find_browser(), "A browser")) as browser:
        context = browser.new_context(locale="en-US")
        cookies = signed_in(harbor.lead_tech).cookies.values()
        context.add_cookies([{"name": one.key, "value": one.value, "url": live_server.url} for one in cookies])
        page = context.new_page()
        watch.attach(page)
        page.goto(f"{live_server.url}/o/harbor/projects/{project.number}/files/")
        yield page
    assert watch.faults == []


def give(page, kind, *files, text="", on="main"):
    """Drop or paste ``(name, words)``; whether the page took it from the browser."""
    return page.evaluate(GIVE, {"kind": kind, "files": files, "text": text, "on": on})


def kept(harbor):
    """``{name: number of versions}`` of all files."""
    with harbor.scope():
        return {one.name: one.versions.count() for one in Document.objects.order_by("name")}


def test_files_dropped_anywhere_on_the_page_are_kept(harbor, tab):
    assert give(tab, "dragover", ("a.txt", ""))
    expect(tab.locator("form.is-over")).to_have_count(1)
    assert give(tab, "drop", ("Rack plan.txt", "Top to bottom"), ("Ports.csv", "1,2"))
    expect(tab.get_by_text("2 files are kept.")).to_be_visible()
    expect(tab.get_by_role("link", name="Rack plan.txt").first).to_be_visible()
    assert kept(harbor) == {"Ports.csv": 1, "Rack plan.txt": 1}


def test_a_dropped_file_that_may_not_be_kept_is_named(harbor, tab):
    give(tab, "drop", ("page.html", "<!doctype html>"))
    expect(tab.get_by_text("page.html: Nothing was kept")).to_be_visible()
    assert kept(harbor) == {}


def test_pasted_pictures_are_files_of_their_own_and_pasted_words_stay_words(harbor, tab):
    assert not give(tab, "paste", ("image.png", "x"), text="PO-9", on="#drop-reference")
    assert not give(tab, "paste", text="PO-9")
    for second in (5, 6):
        tab.clock.set_fixed_time(dt.datetime(2026, 11, 20, 9, 30, second))
        assert give(tab, "paste", ("image.txt", str(second)))
        expect(tab.get_by_text("1 file is kept.")).to_be_visible()
    expect(tab.get_by_role("link", name="Picture 2026-11-20 09.30.06.txt").first).to_be_visible()
    assert kept(harbor) == {f"Picture 2026-11-20 09.30.0{second}.txt": 1 for second in (5, 6)}


def test_a_double_click_sends_the_files_once(harbor, tab):
    tab.locator("#drop-file").set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"once"}])
    tab.get_by_role("button", name="Send the files").dblclick()
    expect(tab.get_by_text("1 file is kept.")).to_be_visible()
    assert kept(harbor) == {"a.txt": 1}
