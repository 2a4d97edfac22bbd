"""What a technician needs besides their tasks: the hours they have logged this week."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class OwnHours:
    """One entry of the member's week."""

    what: str
    number: str
    url: str
    day: dt.date
    hours: Decimal


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """Hours of one person since Monday, newest day first; ``today`` and ``total`` are sums of them."""

    entries: list[OwnHours]
    today: Decimal
    total: Decimal


def own_week(facts, slug, today) -> OwnWeek:
    """The week as the facts of kind ``hours`` tell it; ``today`` is the organization's date."""
    rows = [fact for fact in facts if fact.kind == "hours"]
    entries = [
        OwnHours(
            what=fact.name,
            number=fact.number,
            url=f"{reverse('projects:plan', args=[slug, fact.number])}#time",
            day=fact.day,
            hours=Decimal(fact.amount) / 100,
        )
        for fact in sorted(rows, key=lambda fact: fact.day, reverse=True)
    ]
    of_today = [entry.hours for entry in entries if entry.day == today]
    return OwnWeek(entries, sum(of_today, Decimal(0)), sum((entry.hours for entry in entries), Decimal(0)))
