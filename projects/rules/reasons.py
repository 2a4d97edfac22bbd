"""The half sentence that follows a verdict: its number and its reason, in the reader's language.

Written from codes and numbers, so that a stored verdict can be read in any language later. Whether a
reader may see hours or money is decided by who calls.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import NBSP, format_hours, format_money, format_percent, format_signed


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a budget sentence speaks of: hours, or money when `currency` is set."""

    bac: Decimal
    ac: Decimal
    eac: Decimal
    currency: str = ""

    def show(self, value: Decimal) -> str:
        return format_money(value, self.currency) if self.currency else format_hours(value)

    def over(self) -> str:
        """How far the forecast lies beyond the budget, with its sign."""
        gap = self.eac - self.bac
        return f"+{format_money(gap, self.currency)}" if self.currency else format_signed(gap, "h")


def time_reason(reason: str, slip_days: int | None = None, start_slip_days: int | None = None) -> str:
    """“3 working days late” and the like for the reason code of a time verdict."""
    if reason in ("start_slightly_late", "start_late"):
        return _("start %(days)s late") % {"days": _working_days(start_slip_days or 0)}
    if reason in ("end_slightly_late", "end_late"):
        return _("%(days)s late") % {"days": _working_days(slip_days or 0)}
    if reason == "end_early":
        return _("%(days)s early") % {"days": _working_days(slip_days or 0)}
    return {
        "end_on_the_day": _("on the agreed day"),
        "end_not_committed": _("no end date agreed"),
        "end_no_forecast": _("no plan to forecast from"),
        "nothing_scheduled": _("no work has its day yet"),
        "unconfirmed_remaining": _unconfirmed(),
    }[reason]


def time_reason_for_customer(reason: str, slip_days: int | None = None, start_slip_days: int | None = None) -> str:
    """The same half sentence in the customer's words: what it means for them, never how we work.

    Without ``start_slip_days`` a late start is said without its number.
    """
    if reason.startswith("start_") and start_slip_days is None:
        return _("later start than agreed") if reason == "start_late" else _("slightly later start than agreed")
    plain = {
        "end_not_committed": _("we have not agreed an end date yet"),
        "end_no_forecast": _("we are still planning the work"),
        "nothing_scheduled": _("we are still planning the work"),
        "unconfirmed_remaining": _("we are confirming what is left to do"),
    }
    return plain.get(reason) or time_reason(reason, slip_days, start_slip_days)


def budget_reason(reason: str, amounts: Amounts) -> str:
    """“+4.2 h forecast, 4% over 104 h” and the like for the reason code of a budget verdict."""
    if reason == "unconfirmed_remaining":
        return _unconfirmed()
    if reason == "nothing_to_compare":
        return _("nothing agreed and nothing used")
    values = {
        "used": amounts.show(amounts.ac),
        "forecast": amounts.show(amounts.eac),
        "budget": amounts.show(amounts.bac),
    }
    if reason in ("slightly_over", "over_budget"):
        share = (amounts.eac - amounts.bac) * 100 / amounts.bac
        values |= {"over": amounts.over(), "share": format_percent(share, places=0 if share >= 1 else 1)}
        return _("%(over)s forecast, %(share)s over %(budget)s") % values
    return {
        "too_early": _("%(used)s of %(budget)s used"),
        "within_budget": _("%(forecast)s forecast of %(budget)s"),
        "spent_over_budget": _("%(used)s used, %(budget)s agreed"),
        "no_budget": _("%(forecast)s forecast, no budget"),
    }[reason] % values


def _working_days(count: int) -> str:
    text = ngettext("%(count)d working day", "%(count)d working days", abs(count)) % {"count": abs(count)}
    return text.replace(" ", NBSP, 1)


def _unconfirmed() -> str:
    return _("remaining hours not confirmed for a week")
