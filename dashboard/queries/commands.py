"""What the palette can do: go to a page, create, act on the project at hand, switch the organization."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.permissions import can_edit_customers
from dashboard.context import PAGES, page_words
from deals.permissions import can_edit_deals
from projects.permissions import can_change_plan, can_manage_project
from projects.queries import project_by_number
from projects.queries.status_acts import status_actions
from projects.rules.lifecycle import is_open

AT_HAND = re.compile(r"/projects/(P-\d{4,9})/")
NAMED = re.compile(r"\bP-?0*(\d{1,9})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do: a link, or with ``post`` a button that sends an empty form to ``url``."""

    label: str
    url: str
    icon: str
    keys: str = ""
    post: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, and from where: ``here`` is the path of the page."""

    member: Any
    organization: Any
    here: str


def commands(desk, text):
    """The commands whose label contains every word of ``text``, those on the project at hand first.

    A project is at hand on its own pages, and wherever ``text`` names it: “hold P-0003”.
    """
    named = NAMED.search(text)
    words = NAMED.sub(" ", text).lower().split()
    found = [*_on_project(desk, named), *_creating(desk), *_going(desk)]
    return [row for row in found if all(word in row.label.lower() for word in words)]


def _on_project(desk, named):
    at_hand = AT_HAND.search(desk.here)
    number = f"P-{int(named[1]):04d}" if named else at_hand[1] if at_hand else ""
    if not number:
        return
    try:
        project = project_by_number(number)
    except Http404:
        return

    def to(name):
        return reverse(f"projects:{name}", args=[desk.organization.slug, number])

    detail = f"{number} {project.title}"
    manages, working = can_manage_project(desk.member, project), is_open(project.status)
    if working:
        yield Command(_("Log time"), to("log_time"), "clock", detail=detail)
    if working and can_change_plan(desk.member, project):
        yield Command(_("Add a task"), to("add_task"), "plus-lg", detail=detail)
    if working and manages:
        yield Command(_("Tell the customer"), to("tell"), "megaphone", detail=detail)
        yield Command(_("Assign project manager or lead tech…"), to("people"), "person-plus", detail=detail)
        yield Command(_("Agree new dates…"), to("agree"), "calendar-event", detail=detail)
    for act in status_actions(project) if manages else ():
        yield Command(act["label"], act["url"], "signpost-split", post=act["post"], detail=detail)


def _creating(desk):
    slug = desk.organization.slug
    if can_edit_deals(desk.member):
        yield Command(_("New deal: hand it over"), reverse("deals:new", args=[slug]), "plus-circle")
    if can_edit_customers(desk.member):
        yield Command(_("New customer"), reverse("customers:new", args=[slug]), "plus-circle")


def _going(desk):
    words = page_words()
    for page in PAGES:
        url = reverse(page.view, args=[desk.organization.slug])
        yield Command(_("Go to %s") % words[page.key], url, page.icon, keys=f"G {page.letter.upper()}")
    yield Command(_("Go to your profile"), reverse("accounts:profile"), "person-circle")
    # Never by name: no page of an organization says a word of another one.
    yield Command(_("Switch organization"), reverse("accounts:organizations"), "arrow-repeat")
