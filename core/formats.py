"""Numbers, money and dates as people read them: rounding half up, real minus, no-break spaces.

Pure functions on plain values; pages reach them through the filters of ``templatetags/msp.py``, mails and
portal data call them directly. Exact values are never changed here, only shown.
"""

import datetime as dt
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.dateformat import format as date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NBSP = "\u00a0"
MINUS = "\u2212"
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
LETTERED = {"CAD": "CA$", "AUD": "A$", "NZD": "NZ$"}
NO_CENTS = {"JPY"}


# What stands between thousands and before decimals, where it is not 1,204.5.
SEPARATORS = {"comma": str.maketrans(",.", ".,"), "space": str.maketrans(",.", f"{NBSP},")}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a person reads: ``date`` is "", "day" or "iso", ``clock`` "" or "24", ``number`` "", "comma" or "space"."""

    date: str = ""
    clock: str = ""
    number: str = ""


USUAL = Manner()
_manner: ContextVar[Manner] = ContextVar("manner", default=USUAL)


@contextmanager
def read_as(manner):
    """Write numbers, days and times in ``manner`` meanwhile. Only for pages that are read: nothing stored, no mail."""
    token = _manner.set(manner)
    try:
        yield
    finally:
        _manner.reset(token)


def reading() -> str:
    """Language and manner in force, as one key for words that are kept."""
    manner = _manner.get()
    return get_language() if manner == USUAL else f"{get_language()} {manner.date} {manner.clock} {manner.number}"


def round_half_up(value, places):
    """``value`` (Decimal, int or decimal string) rounded half up to ``places`` decimals."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def format_number(value, places=2, *, exact=False):
    """``1204.50`` as ``1,204.5``; with ``exact`` the places stay, as columns that are added up need them."""
    rounded = round_half_up(value, places)
    text = f"{abs(rounded):,.{places}f}"
    if not exact and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = _separated(text)
    return f"{MINUS}{text}" if rounded < 0 else text


def format_hours(value, *, exact=False):
    """``4.20`` as ``4.2 h``."""
    return f"{format_number(value, exact=exact)}{NBSP}h"


def format_money(amount, currency, *, exact=False):
    """``38400`` as ``$38,400``, ``450.5`` as ``$450.50``; unknown currencies as ``CHF 1,200``.

    Whole amounts drop their cents unless ``exact`` (bills, columns that are added up).
    """
    places = 0 if currency in NO_CENTS else 2
    rounded = round_half_up(amount, places)
    if rounded == rounded.to_integral_value() and not exact:
        places = 0
    sign = MINUS if rounded < 0 else ""
    mark = SYMBOLS.get(currency) or LETTERED.get(currency) or f"{currency}{NBSP}"
    return f"{sign}{mark}{_separated(f'{abs(rounded):,.{places}f}')}"


def format_percent(points, places=1):
    """Percent points: ``4`` as ``4%``, ``-2.04`` as ``−2%``."""
    return f"{format_number(points, places)}%"


def format_signed(value, unit="", places=2):
    """A difference with its sign: ``4.2`` and ``h`` as ``+4.2 h``, ``-2`` and ``%`` as ``−2%``, zero bare."""
    text = format_number(value, places)
    plus = "+" if round_half_up(value, places) > 0 else ""
    gap = "" if unit in ("", "%") else NBSP
    return f"{plus}{text}{gap}{unit}"


def format_day(day, today=None, *, weekday=True):
    """A date as ``Fri, Nov 20``; the year follows when it differs from that of ``today``.

    Without ``today`` no year is shown. ``weekday=False`` gives ``Nov 20``.
    """
    text = _short(day, years=today is not None and day.year != today.year)
    return f"{date_format(day, 'D')}, {text}" if weekday else text


def format_long_day(day):
    """A date as the head of a page says it: ``Friday, November 20``; with the year only as an ISO date."""
    form = {"iso": "l, Y-m-d", "day": "l, j F"}.get(_manner.get().date, "l, F j")
    return date_format(day, form)


def format_range(start, end, today=None):
    """Two dates as ``Oct 26 – Jan 6`` (an open side as ``?``); years when one differs from ``today``."""
    both = [day for day in (start, end) if day is not None]
    years = today is not None and any(day.year != today.year for day in both)
    sides = ["?" if day is None else _short(day, years=years) for day in (start, end)]
    return f"{sides[0]} – {sides[1]}"


def format_clock(instant, tz):
    """An aware instant as ``4:00 PM EST`` in ``tz`` (a ZoneInfo)."""
    local = instant.astimezone(tz)
    return f"{_hour(local)}{NBSP}{zone_name(local)}"


def format_stamp(instant, tz, today=None):
    """An aware instant as ``Nov 18, 4:20 PM`` in ``tz``; the year as in ``format_day``."""
    local = instant.astimezone(tz)
    return f"{format_day(local.date(), today, weekday=False)}, {_hour(local)}"


def format_time_of_day(time):
    """A local time without a day or zone as ``3:00 PM``."""
    return _hour(time)


def format_window(start, end, tz):
    """Two instants as ``Sat, Jan 2, 6:00 – 11:00 PM EST``; another day at the end is written out."""
    first, last = start.astimezone(tz), end.astimezone(tz)
    if first.date() != last.date():
        return f"{format_day(first.date())}, {_hour(first)} – {format_day(last.date())}, {format_clock(end, tz)}"
    same_half = first.strftime("%p") == last.strftime("%p") and not _manner.get().clock
    opening = date_format(first, "g:i") if same_half else _hour(first)
    return f"{format_day(first.date())}, {opening} – {format_clock(end, tz)}"


def format_moment(instant, now, tz):
    """Relative plus exact: ``in 5 h, 4:00 PM EST`` today, ``2 days ago, Nov 18, 4:20 PM`` otherwise."""
    local, here = instant.astimezone(tz), now.astimezone(tz)
    exact = format_clock(instant, tz) if local.date() == here.date() else format_stamp(instant, tz, here.date())
    return f"{format_relative(instant, now, tz)}, {exact}"


def format_relative(instant, now, tz):
    """``in 5 h``, ``20 min ago``, ``tomorrow``, ``yesterday``, ``in 3 days``: calendar days of ``tz``."""
    days = (instant.astimezone(tz).date() - now.astimezone(tz).date()).days
    if days == 0:
        return _relative_hours(instant - now)
    if abs(days) == 1:
        return _("tomorrow") if days > 0 else _("yesterday")
    span = ngettext("%(count)d day", "%(count)d days", abs(days)) % {"count": abs(days)}
    return _tense(_glue(span), days > 0)


def format_days(count):
    """``1 day``, ``3 days``, with a no-break space; the sign is dropped."""
    count = abs(count)
    return _glue(ngettext("%(count)d day", "%(count)d days", count) % {"count": count})


def initials(name):
    """``Ana Ruiz`` as ``AR``: first letters of the first and the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    picked = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in picked).upper()


def zone_name(local):
    """Short name of the zone of an aware datetime: ``EST``, or ``UTC+03`` where the zone has no letters."""
    name = local.tzname() or ""
    return name if name[:1].isalpha() else f"UTC{name.replace('-', MINUS)}"


def _separated(text):
    table = SEPARATORS.get(_manner.get().number)
    return text.translate(table) if table else text


def _short(day, *, years):
    """Month and day in the reader's order, with the year or without; ISO dates always have it."""
    style = _manner.get().date
    if style == "iso":
        return day.isoformat()[:10]
    form = {"day": "j M Y" if years else "j M"}.get(style, "M j, Y" if years else "M j")
    return _glue_month(date_format(day, form))


def _hour(local):
    if _manner.get().clock:
        return date_format(local, "H:i")
    return f"{date_format(local, 'g:i')}{NBSP}{local.strftime('%p') or 'AM'}"


def _relative_hours(gap):
    seconds = abs(gap) // dt.timedelta(seconds=1)
    if seconds < 60:
        return _("now")
    span = f"{seconds // 60}{NBSP}min" if seconds < 3600 else f"{seconds // 3600}{NBSP}h"
    return _tense(span, gap > dt.timedelta(0))


def _tense(span, ahead):
    pattern = _("in %(span)s") if ahead else _("%(span)s ago")
    return pattern % {"span": span}


def _glue(text):
    return text.replace(" ", NBSP)


def _glue_month(text):
    """Month and day stay on one line; the spaces after commas may still break."""
    return ", ".join(_glue(part) for part in text.split(", "))


def zone_label(zone, at):
    """A time zone as people say it at the instant ``at``: ``EST``; ``UTC+3`` where the zone has no letters."""
    local = at.astimezone(zone)
    name = local.tzname() or ""
    if name.isalpha():
        return name
    minutes = int(local.utcoffset().total_seconds()) // 60
    sign, (hours, rest) = "+" if minutes >= 0 else MINUS, divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
