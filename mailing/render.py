"""Rendering a mail once: subject, text and HTML from ``templates/mail/<kind>/``.

The result is frozen into the outbox row; a preview shows the row, never a second render.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string

from core.formats import USUAL, read_as

# Marks of direction and of no width; joiners stay, since scripts and pictograms are written with them.
TURNING = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail as it will be read. ``subject`` is one line."""

    subject: str
    text: str
    html: str


def render_mail(kind, context):
    """Render ``mail/<kind>/subject.txt``, ``body.txt`` and ``body.html`` with ``context``.

    Both bodies get ``subject`` besides the context. Text templates extend ``mail/_base.txt``, which
    escapes nothing; a subject template says ``{% autoescape off %}`` itself.
    """
    with read_as(USUAL):  # a mail is read by others than who is at the page
        subject = one_line(render_to_string(f"mail/{kind}/subject.txt", context))
        context = {**context, "subject": subject}
        text = render_to_string(f"mail/{kind}/body.txt", context)
        html = render_to_string(f"mail/{kind}/body.html", context)
    return RenderedMail(subject, fold_blank_lines(text), html)


def one_line(text):
    """What may stand in a header: one line, without signs that control, hide or turn the letters beside them."""
    kept = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in str(text))
    return " ".join("".join(sign for sign in kept if sign not in TURNING).split())


def fold_blank_lines(text):
    """No spaces at line ends, at most two blank lines in a row, one newline at the end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{4,}", "\n\n\n", lines).strip() + "\n"


@cache
def kinds():
    """The kinds of mail there are, sorted: one directory of templates each."""
    return sorted(path.parent.name for path in (settings.BASE_DIR / "templates/mail").glob("*/subject.txt"))
