"""Rows of long lists and the frame by Jinja2: the same markup at a sixth of the time. Everything else is Django's.

Fragments live in ``templates/jinja``; a page draws one with ``{% quick "projects/rows.html" rows=rows %}``, the frame
of staff pages its parts with ``{% frame "rail" %}``. Autoescape is on, undefined names are errors, ``_("…")`` translates (and is collected by makemessages).
"""

import datetime as dt
import functools

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core import formats, icons, words

FRAME = (
    "organization",
    "member",
    "user",
    "request",
    "nav",
    "nav_key",
    "search_url",
    "role_words",
    "person_links",
    "coordinates",
)
FRAME += ("csrf_token",)


@functools.cache
def environment():
    """The environment of all fragments; made once per process."""
    jinja = Environment(
        autoescape=True,
        auto_reload=settings.DEBUG,
        loader=FileSystemLoader(settings.BASE_DIR / "templates" / "jinja"),
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    jinja.globals |= {"icon": icons.icon, "initials": formats.initials}
    jinja.globals |= {"static": functools.cache(static), "url": _url}
    return jinja


def drawn(name, **context):
    """The fragment as safe HTML. It also knows ``words``, the ``Words`` of the reader's language."""
    words_ = _words(formats.reading())
    shown = environment().get_template(name).render(words=words_, _=words_.say, **context)
    return mark_safe(shown)  # noqa: S308  escaped by Jinja2


def framed(context, part):
    """A part of the frame of staff pages, from what ``FRAME`` names of the page's context (None where it is absent)."""
    return drawn(f"frame/{part}.html", **{name: context.get(name) for name in FRAME})


@functools.lru_cache(maxsize=4096)
def _url(name, *args):
    return reverse(name, args=args)


class Look:
    """A ``core.words.Word`` in the reader's language: plain ``css`` and ``label``, and ``icon`` as HTML."""

    __slots__ = ("css", "icon", "label")

    def __init__(self, word):
        self.css, self.icon, self.label = word.css, icons.icon(word.icon), str(word.label)


class Words:
    """What one language says of verdicts, states and days; looked up once a page, not once a row."""

    def __init__(self, language):
        self.language = language
        self.verdicts = {color: Look(word) for color, word in words.VERDICTS.items()}
        self.say = functools.cache(gettext)  # the texts of our templates, and nothing else

    def verdict(self, color):
        """The ``Look`` of a health color."""
        return self.verdicts[color]

    def state(self, state, late):
        """The ``Look`` of a responsibility's state; late wins."""
        return _state(str(state), bool(late), self.language)

    def day(self, day, today):
        """``Nov 20`` or nothing, as ``core.formats.format_day`` says it."""
        return _short_day(day, today.year, self.language) if day else ""


@functools.cache
def _words(language):
    return Words(language)


@functools.cache
def _state(state, late, _language):
    return Look(words.state_word(state, late=late))


@functools.lru_cache(maxsize=4096)
def _short_day(day, year, _language):
    return formats.format_day(day, dt.date(year, 1, 1), weekday=False)
