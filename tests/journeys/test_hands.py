"""Hurried hands and no mouse: a double click on the button of every form makes one thing; the keyboard alone does the job.

The forms are the addresses of the resolver that end in ``new/`` (and the two that do not); each is filled by the kinds of
its fields. What was made is read from the audit trail. Seen to bite: without the guard in ``static/js/forms.js``.
"""

from collections import Counter

import pytest
from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import expect

from accounts.choices import Role
from accounts.models import Membership
from audit.models import AuditEvent
from core.identifiers import uuid7
from projects.models import Project
from tests.factories.cast import PASSWORD
from tests.factories.projects import make_deal
from tests.isolation.routes import routes_under
from tests.isolation.world import make_world
from tests.journeys.browser import Watch, chromium
from tests.servers import find_browser, require

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "portal"])]
ALSO = ("settings/keys/", "members/invite/")
FORM = "main form:has(.btn-primary)"
# Fills what is empty and not optional by its kind. The second day stands behind the first.
FILL = """
(form) => {
  const day = (ahead) => new Date(Date.now() + ahead * 864e5).toISOString().slice(0, 10);
  let dates = 0;
  const kinds = {
    number: () => "1", date: () => day(-3 + dates++), email: () => "twice@new.example", url: () => "https://new.example/x",
    text: (one) => one.inputMode === "decimal" ? "1" : `Twice ${one.name}`, textarea: () => "Said twice | 2 | L1",
  };
  const groups = new Set();
  for (const one of form.elements) {
    if (!one.name || !one.checkVisibility() || one.disabled || one.readOnly) continue;
    if (one.labels?.[0]?.querySelector(".optional")?.textContent.includes("(optional)")) continue;
    if (one.tagName === "SELECT") {
      if (!one.value) one.selectedIndex = [...one.options].findIndex((option) => option.value);
    } else if (one.type === "checkbox" || one.type === "radio") {
      const group = [...form.elements].filter((other) => other.name === one.name);
      if (group.length > 1 && !groups.has(one.name) && !group.some((other) => other.checked)) one.checked = true;
      groups.add(one.name);
    } else if (!one.value && kinds[one.type]) one.value = kinds[one.type](one);
  }
}
"""

# What has the focus: how it is called, and whether somebody who looks sees it.
FOCUSED = """
() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: (one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.innerText || "").trim(),
    seen: one === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none",
    there: one === document.body || box.bottom > 0 && box.top < innerHeight && (one.contains(over) || !over || over.contains(one)),
  };
}
"""
MOST_STEPS = 90


@pytest.fixture
def browser():
    """A started Chromium."""
    with chromium(require(find_browser(), "A browser")) as found:
        yield found


@pytest.fixture
def everybody(harbor):
    """One who may do everything."""
    Membership.directory.filter(pk=harbor.owner.pk).update(roles=Role.values)
    return harbor.owner


def acts_since(harbor, last):
    """How often each act was recorded after the row ``last``."""
    with harbor.scope():
        return Counter(AuditEvent.objects.filter(pk__gt=last).values_list("verb", flat=True))


def test_a_double_click_on_any_form_that_makes_something_makes_it_once(
    harbor, everybody, signed_in, browser, live_server
):
    world, client, watch = make_world(harbor), signed_in(everybody), Watch()
    context = browser.new_context(base_url=live_server.url, locale="en-US")
    context.add_cookies(
        [{"name": m.key, "value": m.value, "url": live_server.url} for m in client.cookies.values()]
    )
    page, wrong, made = context.new_page(), [], 0
    watch.attach(page)
    for route in routes_under("o/"):
        if route.path.endswith(("/new/", *ALSO)):
            last, address = uuid7(), route.address(world.values(route))
            if client.get(address).status_code != 200:
                continue  # answers the button of another page
            page.goto(address)
            press_twice(page)
            acts = acts_since(harbor, last)
            made += bool(acts)
            wrong += [f"{address}: {verb} {count} times" for verb, count in acts.items() if count > 1]
            wrong += [f"{address}: nothing was made: {complaint(page)}"] if not acts else []
    assert not wrong, "\n".join(wrong)
    assert made > 12
    assert [fault for fault in watch.faults if "422" not in fault] == []


def press_twice(page):
    """Fill the form, press its button twice at once, and wait for the page that follows."""
    form = page.locator(FORM).last
    form.evaluate(FILL)
    try:
        with page.expect_response(lambda answer: answer.request.method == "POST", timeout=8000):
            form.locator(".btn-primary").last.dblclick(delay=60)
    except TooLate:
        return
    page.wait_for_load_state("networkidle")


def complaint(page):
    """What the page has against it."""
    return page.locator("main").inner_text()[:400]


def reach(page, name):
    """Press Tab until what is called ``name`` has the focus; every step on the way can be seen."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        assert here["seen"], f"{page.url}: the focus on “{here['name']}” cannot be seen"
        assert here["there"], f"{page.url}: “{here['name']}” has the focus behind something"
        if here["name"].startswith(name):
            return
    pytest.fail(f"{page.url}: Tab never reaches “{name}”")


def write(page, name, text):
    """Go to the field and type."""
    reach(page, name)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def choose(page, name, beginning):
    """Go to the list and type the beginning of a choice."""
    reach(page, name)
    page.keyboard.type(beginning)


def press(page, name, path):
    """Go to the link or button, press it, and wait for the page of that path."""
    reach(page, name)
    page.keyboard.press("Enter")
    page.wait_for_url(path)


def test_the_keyboard_alone_takes_a_deal_to_a_project_with_a_task(harbor, everybody, browser, live_server):
    with harbor.scope():
        make_deal(harbor)
    page, watch = (
        browser.new_context(base_url=live_server.url, locale="en-US", reduced_motion="reduce").new_page(),
        Watch(),
    )
    page.set_default_timeout(15_000)
    watch.attach(page)
    page.goto("/account/login/")
    write(page, "Email", harbor.owner.email)
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/o/harbor/home/")
    press(page, "Deals", "**/o/harbor/deals/")
    press(page, "Server refresh", "**/o/harbor/deals/*/")
    choose(page, "Project manager", "Ana")
    choose(page, "Lead tech", "Joon")
    press(page, "Accept and release sales", "**/o/harbor/projects/P-0001/")
    press(page, "Plan", "**/plan/")
    reach(page, "Add a task")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Task")).to_be_visible()
    write(page, "Task", "Unpack the servers")
    write(page, "Estimate", "2")
    page.keyboard.press("Enter")
    expect(page.locator("main").get_by_text("Unpack the servers").first).to_be_visible()
    with harbor.scope():
        assert Project.objects.get().tasks.filter(title="Unpack the servers").exists()
    assert watch.faults == []
