"""How the hours of a piece of work fall on days: whole quarters, at most a working day per person."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

QUARTER = Decimal("0.25")
ENTRY = Decimal(7)  # a usual entry, hours
MOST = Decimal(9)  # a long day


@dataclass
class Timesheet:
    """Who has worked how long on which day, over all projects of the story."""

    worked: dict = field(default_factory=lambda: defaultdict(Decimal))

    def spread(self, who, hours, days):
        """``[(day, hours)]`` that add up to ``hours``: even entries, full days passed over while others are free."""
        hours, entries = Decimal(str(hours)), []
        if not days or hours <= 0:
            return entries
        wanted = min(len(days), max(1, int(hours / ENTRY)))
        step = len(days) / wanted
        for number in range(wanted):
            left = hours - sum(amount for _day, amount in entries)
            amount = left if number == wanted - 1 else (left / (wanted - number)).quantize(QUARTER)
            if amount > 0:
                day = self._free_day(who, amount, days, int((number + 0.5) * step))
                entries.append((day, amount))
                self.worked[who, day] += amount
        return entries

    def _free_day(self, who, amount, days, position):
        by_distance = sorted(days, key=lambda day: abs(days.index(day) - position))
        free = (day for day in by_distance if self.worked[who, day] + amount <= MOST)
        return next(free, None) or min(days, key=lambda day: self.worked[who, day])
