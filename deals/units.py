"""The unit of a sold line as it follows its quantity. Sources write one unit whatever the number."""

from decimal import Decimal

from django.utils.translation import ngettext_lazy

COUNTED = {
    "hour": ngettext_lazy("hour", "hours"),
    "day": ngettext_lazy("day", "days"),
    "week": ngettext_lazy("week", "weeks"),
    "month": ngettext_lazy("month", "months"),
    "year": ngettext_lazy("year", "years"),
    "user": ngettext_lazy("user", "users"),
    "seat": ngettext_lazy("seat", "seats"),
    "license": ngettext_lazy("license", "licenses"),
    "piece": ngettext_lazy("piece", "pieces"),
}


def unit_words(unit: str, quantity: Decimal | None) -> str:
    """``hours`` after 40, ``hour`` after 1; a unit that we do not know stays as it was sent."""
    one = unit.strip().lower()
    words = COUNTED.get(one) or COUNTED.get(one.removesuffix("s"))
    return str(words % (1 if quantity == 1 else 2)) if words else unit
