"""What to know before a deal is accepted."""

from projects.queries.standards import standards
from projects.rules.acceptance import Foreseen, foreseen


def foreseen_of(deal, today) -> Foreseen:
    """Dates that have passed and responsibilities that would be late at once. Four statements."""
    norms = standards(deal.organization, today)
    return foreseen(
        today=today,
        won_on=deal.won_on,
        received_on=deal.received_at.astimezone(norms.zone).date(),
        start=deal.target_start,
        end=deal.target_end,
        calendar=norms.calendar,
        due_days=norms.due_days,
    )
