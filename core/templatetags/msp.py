"""Tags and filters of every template: icons, the words of states, numbers and dates as people read them.

Empty values stay empty (None, ""), so that templates need no guard. Times are shown in the current time
zone (the organization's, activated by the middleware) unless a filter names another.
"""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html

from core import clock as now_clock
from core import formats, icons, quick, shown, words

register = template.Library()

CHECKS = frozenset({"checkbox"})
SELECTS = frozenset({"select", "nullbooleanselect", "lazyselect"})

register.simple_tag(icons.icon, name="icon")
register.simple_tag(icons.drawn_icon, name="drawn_icon")
register.simple_tag(quick.drawn, name="quick")
register.simple_tag(quick.framed, name="frame", takes_context=True)


def _zone(value):
    if not value:
        return timezone.get_current_timezone()
    return value if isinstance(value, dt.tzinfo) else ZoneInfo(str(value))


def _blank(value):
    return value is None or value == ""


@register.filter
def hours(value, mode=""):
    """``{{ task.estimate|hours }}`` gives ``4.2 h``; ``|hours:"exact"`` keeps two places."""
    return "" if _blank(value) else formats.format_hours(value, exact=mode == "exact")


@register.filter
def number(value, places=2):
    """``{{ count|number }}`` gives ``1,204.5``; ``|number:"exact"`` keeps two places."""
    if _blank(value):
        return ""
    exact = places == "exact"
    return formats.format_number(value, 2 if exact else int(places), exact=exact)


@register.filter
def money(amount, currency):
    """``{{ price|money:organization.currency }}`` gives ``$38,400``."""
    return "" if _blank(amount) else formats.format_money(amount, str(currency))


@register.filter
def money_exact(amount, currency):
    """As ``money`` with its cents, for bills and columns that are added up."""
    return "" if _blank(amount) else formats.format_money(amount, str(currency), exact=True)


@register.filter
def percent(points):
    """``{{ 4|percent }}`` gives ``4%``; the value is in percent points."""
    return "" if _blank(points) else formats.format_percent(points)


@register.filter
def signed(value, unit=""):
    """``{{ 4.2|signed:"h" }}`` gives ``+4.2 h``."""
    return "" if _blank(value) else formats.format_signed(value, unit)


@register.filter
def day(value, form=""):
    """A date (or an instant, in the current zone) as ``Fri, Nov 20``; ``|day:"short"`` as ``Nov 20``.

    The year is added when it is not the current one.
    """
    if _blank(value):
        return ""
    zone = timezone.get_current_timezone()
    date = value.astimezone(zone).date() if isinstance(value, dt.datetime) else value
    return formats.format_day(date, now_clock.today(zone), weekday=form != "short")


@register.filter
def clock(instant, zone=""):
    """``{{ send_at|clock }}`` gives ``4:00 PM EST`` in the current (or the given) zone."""
    return "" if _blank(instant) else formats.format_clock(instant, _zone(zone))


@register.filter
def time_of_day(time):
    """``{{ settings.send_time|time_of_day }}`` gives ``3:00 PM``: a time that belongs to no day or zone."""
    return "" if _blank(time) else formats.format_time_of_day(time)


@register.filter
def stamp(instant, zone=""):
    """``{{ entry.at|stamp }}`` gives ``Nov 18, 4:20 PM``."""
    if _blank(instant):
        return ""
    return formats.format_stamp(instant, _zone(zone), now_clock.today(_zone(zone)))


@register.filter
def moment(instant, zone=""):
    """Relative plus exact: ``in 5 h, 4:00 PM EST``."""
    return "" if _blank(instant) else formats.format_moment(instant, now_clock.now(), _zone(zone))


@register.filter
def initials(name):
    """``{{ member.user.name|initials }}`` gives ``AR``."""
    return formats.initials(str(name or ""))


@register.filter
def days_count(count):
    """``{{ 3|days_count }}`` gives ``3 days``."""
    return "" if _blank(count) else formats.format_days(int(count))


@register.filter
def verdict_word(color):
    """The ``core.words.Word`` of a color: ``{% with word=color|verdict_word %}``."""
    return words.verdict_word(color)


@register.simple_tag
def state_word(state, late=False):
    """The ``core.words.Word`` of a responsibility state: ``{% state_word state late as word %}``."""
    return words.state_word(state or "open", late=bool(late))


@register.filter
def control(field):
    """The widget of a bound field with the class its kind needs; Django adds ids, aria and values."""
    kind = field.widget_type
    css = "form-check-input" if kind in CHECKS else "form-select" if kind in SELECTS else "form-control"
    own = field.field.widget.attrs.get("class", "")
    wrong = "is-invalid" if field.errors else ""
    return field.as_widget(attrs={"class": " ".join(part for part in (css, own, wrong) if part)})


@register.filter
def choices_with_class(field):
    """The single radios or check boxes of a bound field, each with the class of a check."""
    for choice in field.subwidgets:
        choice.data["attrs"]["class"] = "form-check-input"
        yield choice


@register.filter
def head_groups(heads):
    """The counterparty groups over the columns of the matrix (core.shown.matrix_heads)."""
    return shown.head_groups(heads)


@register.inclusion_tag("components/budget_bar.html")
def budget_bar(budget, used, forecast, color="green", unit="h", size=""):
    """``{% budget_bar health.bac health.ac health.eac color=health.color %}``; a money bar names its currency."""
    zero = Decimal(0)
    return {"bar": shown.Bar(budget or zero, used or zero, forecast or zero, color, unit), "size": size}


@register.simple_tag(takes_context=True)
def sort_head(context, key, label, css=""):
    """A column head that sorts: ``{% sort_head "committed_end" "End" %}``.

    Reads and writes ``?ordering=``; a second press turns the order. The rest of the query stays, the cursor
    goes.
    """
    query = context["request"].GET.copy()
    now = query.get("ordering", context.get("ordering", ""))
    state = {key: "ascending", f"-{key}": "descending"}.get(now)
    query["ordering"] = f"-{key}" if now == key else key
    query.pop("cursor", None)
    arrow = icons.icon("arrow-up" if state == "ascending" else "arrow-down") if state else ""
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{} {}</a></th>',
        format_html(' class="{}"', css) if css else "",
        format_html(' aria-sort="{}"', state) if state else "",
        query.urlencode(),
        label,
        arrow,
    )


@register.simple_tag(takes_context=True)
def query_with(context, **changes):
    """The page's query with ``changes`` (an empty value removes): ``<a href="{% query_with mine=1 %}">``.

    The cursor never survives a change of filter.
    """
    query = context["request"].GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else context["request"].path
