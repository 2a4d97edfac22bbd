"""How large a deal is, and whether the organization's limits make a project of it."""

from decimal import Decimal

from accounts.queries import working_calendar
from deals.models import HandOffRules
from deals.queries import deal_facts
from deals.verdict import Limits, Size, Verdict, verdict


def hand_off_rules() -> HandOffRules:
    """The limits of the organization in force; unsaved defaults while nobody has set any. One statement."""
    return HandOffRules.objects.first() or HandOffRules()


def verdict_of(deal, organization, *, limits=None) -> Verdict:
    """Is this deal a project? At most three statements: limits and calendar."""
    row = limits or hand_off_rules()
    bounds = Limits(
        Decimal(row.least_hours),
        row.least_people,
        row.least_days,
        row.outage_counts,
        row.hardware_counts,
        row.third_party_counts,
    )
    size = Size(
        lines=deal_facts(deal).lines,
        people=deal.people,
        outage_needed=deal.outage_needed,
        third_party=deal.third_party,
        days=_days(deal, organization),
    )
    return verdict(size, bounds)


def is_margin_low(sold, limits) -> bool:
    """Whether the margin is known and below the lowest that the organization takes without a warning."""
    return sold.margin_percent is not None and sold.margin_percent < limits.lowest_margin


def _days(deal, organization):
    if deal.target_start is None or deal.target_end is None:
        return None
    return working_calendar(organization).working_days_in(deal.target_start, deal.target_end)
