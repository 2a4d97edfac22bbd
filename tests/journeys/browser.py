"""A real Chromium for the journeys, with everything that must not happen on a page."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
AXE = Axe()
SERIOUS = ("serious", "critical")
# A request that is under way when its page is left; one that failed has a line of its own (sendError, responseError).
LEFT = ("htmx:sendAbort", "htmx:afterRequest")


@dataclass
class Watch:
    """What a page reported: script errors and broken policies."""

    faults: list[str] = field(default_factory=list)

    def attach(self, page):
        page.on("pageerror", lambda fault: self.faults.append(f"{page.url}: {fault}"))
        page.on("console", lambda line: self._console(page, line))

    def _console(self, page, line):
        if line.type == "error" and "favicon" not in line.text and not line.text.startswith(LEFT):
            self.faults.append(f"{page.url}: {line.text}")


@contextmanager
def chromium(program):
    """A started browser."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def serious_findings(page):
    """axe's serious and critical findings on the page at rest, as ``rule: first place`` lines.

    A panel that still loads is dimmed on purpose, so what loads is waited for.
    """
    expect(page.locator(".htmx-request")).to_have_count(0)
    found = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in SERIOUS]


def overflow(page):
    """By how many pixels the page can be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
