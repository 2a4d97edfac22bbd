"""A project in short, for the HTML of a mail of very many: name, both verdicts with their numbers, what is needed.

Pure on the frozen snapshot; the whole section stands in the text part of the same mail.
"""

from typing import NamedTuple

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.words import verdict_word
from projects.rules.health import worst
from updates.choices import Audience
from updates.letters import budget_box, needed_lines, price_box, time_box
from updates.snapshot import Snapshot

MOST_NEEDED = 2
LONGEST = 140


class Brief(NamedTuple):
    """What the short section says; ``url`` leads to the whole project, empty for those who have no page."""

    name: str
    verdict: str
    needed: str
    url: str

    @property
    def size(self):
        """Its bytes in the mail, without the markup round it."""
        return sum(len(escape(text).encode()) for text in self)


def brief_of(audience, snapshot: Snapshot, url: str) -> Brief:
    """The short section of ``audience``."""
    customer = audience == Audience.CUSTOMER
    named = _("%(number)s %(title)s, %(customer)s") % {
        "number": snapshot.number,
        "title": snapshot.title,
        "customer": snapshot.customer,
    }
    time = time_box(snapshot, customer=customer)
    budget = price_box(snapshot) if customer else budget_box(snapshot)
    color = worst([time.color, budget.color]) if audience == Audience.INTERNAL else time.color
    boxes = [time] if audience == Audience.SALES else [time, budget]
    verdict = f"{verdict_word(color).mark} {'. '.join(_said(box) for box in boxes)}."
    return Brief(snapshot.title if customer else named, verdict, _needed(audience, snapshot), url)


def _said(box):
    word = box.verdict.lower()
    said = f"{word}, {box.number}" if box.number else word
    return _("%(what)s: %(verdict)s") % {"what": box.name, "verdict": said}


def _needed(audience, snapshot):
    lines = needed_lines(audience, snapshot)
    shown = [line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…" for line in lines[:MOST_NEEDED]]
    if not shown:
        return ""
    if more := len(lines) - len(shown):
        shown.append(ngettext("And %d more.", "And %d more.", more) % more)
    return _("Needed: %s") % " ".join(shown)
