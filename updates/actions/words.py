"""The manager's own sentences: saved as they are typed, rendered into every section at once."""

import unicodedata

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from core.errors import InvalidInput
from updates.actions.drafts import store_sections
from updates.actions.guards import UNSENT, lock_for
from updates.choices import Audience
from updates.letters import letter_for
from updates.snapshot import Snapshot, from_json

MOST_WORDS = 2000


@transaction.atomic
def write_words(*, update, words, by, now, seen=None):
    """Store the words and render the sections again; the snapshot stays. Raises InvalidInput over 2,000 signs.

    ``seen`` is what the writer's form had shown: ``core.conflicts.Conflict`` when somebody else has written since.
    """
    lock_for(by, update, UNSENT)
    words = tidy(words)
    if len(words) > MOST_WORDS:
        detail = _("At most %(most)d characters; these are %(length)d.") % {
            "most": MOST_WORDS,
            "length": len(words),
        }
        raise InvalidInput(detail, [{"pointer": "/words", "code": "too_long", "detail": detail}])
    if update.words_by_id != by.pk:  # one's own words, saved as they are typed, are no conflict
        words = settle(update, seen, {"words": words}).get("words", update.words)
    if words == update.words:
        return update
    before, update.words = update.words, words
    update.words_by, update.words_at, update.updated_at = by, now, now
    update.save(update_fields=["words", "words_by", "words_at", "updated_at"])
    store_sections(update)
    project = update.project
    record(
        by=by,
        verb="update.edited",
        obj=update,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"words": [before, words]},
    )
    return update


def say_no_change(*, update, by, now):
    """One press: ``No change this week.`` and what comes next."""
    letter = letter_for(Audience.CUSTOMER, from_json(Snapshot, update.snapshot))
    words = _("No change this week.")
    if letter.next:
        words = _("%(words)s Next: %(next)s.") % {"words": words, "next": letter.next[0]}
    return write_words(update=update, words=words, by=by, now=now)


def tidy(words):
    """Plain lines: control and direction characters go, line breaks stay, at most one blank line in a row."""
    lines = (str(words).replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    kept = ("".join(char for char in line if unicodedata.category(char)[0] != "C").strip() for line in lines)
    text = "\n".join(kept)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()
