"""The icons of the static sprite: one ``<use>`` on staff pages, the drawn path where no sprite is fetched."""

import functools
import re

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe

SPRITE = "icons.svg"
SYMBOL = re.compile(r'<symbol id="i-([a-z0-9-]+)" viewBox="([0-9 ]+)">(.*?)</symbol>', re.DOTALL)


@functools.cache
def symbols():
    """Mapping of icon name to ``(view box, markup)`` of the sprite; read once per process."""
    with open(finders.find(SPRITE), encoding="utf-8") as sprite:
        return {name: (box, body) for name, box, body in SYMBOL.findall(sprite.read())}


@functools.cache
def icon(name):
    """``<svg>`` that points into the sprite. Hidden from readers: a word stands beside it."""
    _known(name)
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', static(SPRITE), name)


@functools.cache
def drawn_icon(name):
    """The icon with its path inside, for the portal, which fetches no sprite."""
    box, body = _known(name)
    # Both come from our own sprite file, never from input.
    return mark_safe(f'<svg class="i" aria-hidden="true" viewBox="{box}">{body}</svg>')  # noqa: S308


def _known(name):
    try:
        return symbols()[name]
    except KeyError:
        raise LookupError(f"No icon {name!r} in static/{SPRITE}") from None
