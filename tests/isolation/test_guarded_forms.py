"""No form overwrites unread: every form that shows what is stored carries what it showed (``core.conflicts``).

Pages come from the URL resolver, forms from the pages as an owner sees them. A form that shows stored values and
carries no ``seen`` would let the last of two people win.
"""

import datetime as dt
import logging
import re
from html.parser import HTMLParser

import pytest

from tests.isolation.answers import Crowd, QuickClient
from tests.isolation.routes import routes_under
from tests.isolation.world import NOW, make_world

pytestmark = pytest.mark.django_db
# They add a row of their own, beginning with what is likely; nobody else's words are under them.
ADDING = re.compile(
    r"/(new|invite|record|rate|move|deliver)/$"  # a move takes part of what is there, which its action checks
    r"|/plan/edit/$"  # the line for a new task; a cell of the grid says what it had shown
    r"|/tell/$"  # a message, or the record of one
    r"|/template/save/$"  # a project becomes a new template
)
TYPED = {"text", "number", "date", "email", "tel", "url", "time", "datetime-local", ""}


class Forms(HTMLParser):
    """The posting forms of a page: ``[address, names of fields that show a value, whether guarded]``."""

    def __init__(self):
        super().__init__()
        self.found, self.area = [], None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.found.append([given.get("action") or "", [], given.get("method", "").lower() != "post"])
        if not self.found:
            return
        if tag == "textarea":
            self.area = given.get("name")
        if tag == "input" and given.get("name") in ("seen", "version"):
            self.found[-1][2] = True
        if tag == "input" and (given.get("type") or "").lower() in TYPED and given.get("value"):
            self.found[-1][1].append(given.get("name"))

    def handle_data(self, data):
        if self.area and data.strip():
            self.found[-1][1].append(self.area)

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None


def test_every_form_that_shows_stored_values_says_what_it_showed(harbor, signed_in, settings):
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    logging.disable(logging.WARNING)
    world, crowd, bare, guarded = make_world(harbor), Crowd(), set(), 0
    client = QuickClient(raise_request_exception=False)
    client.cookies = signed_in(harbor.owner).cookies
    for route in routes_under("o/"):
        response = crowd.ask(client, "GET", route.address(world.values(route)))
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        forms = Forms()
        forms.feed(response.content.decode())
        guarded += sum(1 for _action, names, is_guarded in forms.found if names and is_guarded)
        bare |= {
            f"{route.path}: {action} {names}"
            for action, names, is_guarded in forms.found
            if names and not is_guarded and not ADDING.search(action or route.path)
        }
    logging.disable(logging.NOTSET)
    assert not bare, "\n".join(sorted(bare))
    assert guarded > 10
