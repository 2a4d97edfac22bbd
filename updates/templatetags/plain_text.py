"""Laying out the text part of a mail: 72 columns, no-break spaces as spaces."""

import textwrap

from django import template

from core.formats import NBSP

register = template.Library()
WIDTH = 72


@register.filter
def hang(text, indent=2):
    """A paragraph of 72 columns whose later lines are indented; line breaks in ``text`` stay."""
    lines = str(text).replace(NBSP, " ").splitlines() or [""]
    pad = " " * int(indent)
    return "\n".join(
        textwrap.fill(line, WIDTH, subsequent_indent=pad, break_long_words=False, break_on_hyphens=False)
        for line in lines
    )


@register.filter
def columns(rows):
    """Rows of label and value as two columns, what it was behind them: ``Servers arrive   Dec 9 (was Nov 24)``."""
    shown = [(row.label.replace(NBSP, " "), _value(row)) for row in rows]
    width = min(max((len(label) for label, _value_ in shown), default=0), 44) + 3
    return "\n".join(f"{label.ljust(width)}{value}".rstrip() for label, value in shown)


@register.filter
def shout(text):
    """A heading or verdict in capitals."""
    return str(text).upper().replace(NBSP, " ")


def _value(row):
    was = f" ({row.was.rstrip(',')})" if row.was else ""
    return f"{row.value}{was}".replace(NBSP, " ")
