"""Verdicts in words: the number that decides and the reason, from the codes the rules return."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.formats import MINUS, NBSP, format_hours, format_money, format_percent, format_signed
from core.shown import Verdict

TIME_REASONS = {
    "end_early": gettext_lazy("ends before the committed date"),
    "end_on_the_day": gettext_lazy("ends on the committed date"),
    "end_slightly_late": gettext_lazy("ends after the committed date"),
    "end_late": gettext_lazy("ends well after the committed date"),
    "end_not_committed": gettext_lazy("no end date is committed"),
    "end_no_forecast": gettext_lazy("there is no plan to forecast from"),
    "start_slightly_late": gettext_lazy("has not started on the committed date"),
    "start_late": gettext_lazy("is well past its committed start"),
    "unconfirmed_remaining": gettext_lazy("remaining hours are not confirmed"),
}
BUDGET_REASONS = {
    "within_budget": gettext_lazy("within budget"),
    "slightly_over": gettext_lazy("forecast a little over budget"),
    "over_budget": gettext_lazy("forecast over budget"),
    "spent_over_budget": gettext_lazy("more is used than was agreed"),
    "no_budget": gettext_lazy("no budget was agreed"),
    "nothing_to_compare": gettext_lazy("no budget and no work yet"),
    "too_early": gettext_lazy("too little is done to forecast"),
    "unconfirmed_remaining": gettext_lazy("remaining hours are not confirmed"),
}


def time_number(slip_days):
    """``+3 days``, ``−1 day``, ``on the day``; empty without a slip."""
    if slip_days is None:
        return ""
    if slip_days == 0:
        return _("on the day")
    days = ngettext("%(count)s day", "%(count)s days", abs(slip_days)) % {"count": abs(slip_days)}
    return f"{'+' if slip_days > 0 else MINUS}{days}".replace(" ", NBSP)


def budget_number(project):
    """``+4.2 h forecast, 4% over 104 h``, in money where money decides; empty while nothing is agreed."""
    cost = (project.health or {}).get("cost")
    if project.health.get("budget", {}).get("decided_by") == "cost" and cost:
        over = Decimal(cost["eac"]) - Decimal(cost["bac"])
        percent = None if cost["variance_percent"] is None else Decimal(cost["variance_percent"])
        sign = "+" if over > 0 else ""
        return _number(f"{sign}{format_money(over, cost['currency'])}", percent, format_money(Decimal(cost["bac"]), cost["currency"]))
    if not project.bac and not project.eac:
        return ""
    return _number(format_signed(project.eac - project.bac, "h"), project.variance_percent, format_hours(project.bac))


def time_verdict_of(project):
    """The stored On-Time verdict as ``core.shown.Verdict``."""
    reason = project.health.get("time", {}).get("reason", "")
    slip = project.slip_days
    if reason.startswith("start_"):
        slip = project.health["time"].get("start_slip_days")
    return Verdict(project.time_color, time_number(slip), str(TIME_REASONS.get(reason, "")))


def budget_verdict_of(project):
    """The stored On-Budget verdict as ``core.shown.Verdict``."""
    reason = project.health.get("budget", {}).get("reason", "")
    number = "" if reason in ("too_early", "nothing_to_compare") else budget_number(project)
    return Verdict(project.budget_color, number, str(BUDGET_REASONS.get(reason, "")))


def _number(difference, percent, budget):
    if percent is None:
        return _("%(difference)s forecast, no budget") % {"difference": difference}
    said = {"difference": difference, "percent": format_percent(abs(percent)), "budget": budget}
    if percent > 0:
        return _("%(difference)s forecast, %(percent)s over %(budget)s") % said
    if percent < 0:
        return _("%(difference)s forecast, %(percent)s under %(budget)s") % said
    return _("exactly %(budget)s") % said
