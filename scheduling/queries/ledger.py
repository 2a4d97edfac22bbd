"""What may be booked: the reserve, the people and the blocks already there, and why a block is refused."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.formats import format_day, format_hours, format_window
from scheduling.queries.bookings import Taken, booked_hours
from scheduling.rules.booking import (
    Block,
    Limit,
    Refusal,
    Shortfall,
    covers_level,
    is_long_enough,
    leaves_presence,
    passed_limits,
)
from scheduling.rules.capacity import days_of_week
from scheduling.rules.history import monday_of
from scheduling.rules.slots import Candidate, Slot, find_slots, hours_by_day, in_parts, not_before, working_window

ALTERNATIVES = 3
# What keeps work out of support's hours: shown only, until the organization enforces its reserve.
RESERVE = (Refusal.SUPPORT_RESERVE, Refusal.SUPPORT_PRESENCE)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a block is not booked: a sentence, the limit that it passes, and the bookings that stand in the way."""

    kind: Refusal
    detail: str
    shortfall: Shortfall | None = None
    in_the_way: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Who:
    """The person a block is meant for."""

    member_id: object
    name: str
    level: str


class Ledger:
    """Decides on blocks within the weeks of ``figures``; what is taken meanwhile is told by ``take`` and ``free``."""

    def __init__(self, organization, figures, taken):
        self.zone, self.figures, self.taken = organization.zone, figures, list(taken)
        self.is_enforced = bool(
            figures.own.reserve_enforced_from and figures.own.reserve_enforced_from <= figures.today
        )
        self._spans = None

    def take(self, one: Taken):
        """From now on that block is taken."""
        self.taken.append(one)
        self._spans = None

    def release(self, pk):
        """From now on that booking's time is free."""
        self.taken = [one for one in self.taken if one.pk != pk]
        self._spans = None

    def refusals(self, who: Who, needed: str, block: Block) -> list[Refused]:
        """Everything that speaks against the block, the hardest reason first; empty when it may be booked."""
        found = [*self._hard(who, needed, block)]
        return found or [*self._presence(who, block), *self._reserve(who, block)]

    def binding(self, refused: list[Refused]) -> list[Refused]:
        """Those that refuse; the others are warnings until the reserve is enforced."""
        return [one for one in refused if self.is_enforced or one.kind not in RESERVE]

    def slots(self, needed, hours, *, now, promised=None, first=None, knows=(), near=None, most=ALTERNATIVES):
        """At most ``most`` places for the hours from ``now`` on, the member ``first`` before others on the same day.

        ``knows`` are members who worked on the project; ``near`` maps members to days at the customer.
        """
        people = self._candidates(knows=knows, near=near or {})
        people.sort(key=lambda one: one.key != first)
        windows = self._windows(now)
        found = find_slots(people, windows, hours, needed=needed, may_take=self._may_take, most=most)
        own = next((one for one in people if one.key == first), None)
        if len(found) < most and own is not None and covers_level(own.level, needed):
            whole = in_parts(own, windows, hours, may_take=self._may_take)
            found += [whole] if whole is not None and len(whole.parts) > 1 else []
        return found

    def instead(self, who: Who, needed: str, block: Block, *, now) -> list[Slot]:
        """Three places for the same work: of the same person that day or later, of others, in parts."""
        windows = self._windows(now)
        everybody = self._candidates()
        own = [one for one in everybody if one.key == who.member_id and covers_level(one.level, needed)]
        others = [one for one in everybody if one.key != who.member_id]
        search = {"needed": needed, "may_take": self._may_take}
        found = find_slots(own, windows, block.hours, most=1, **search)
        parts = in_parts(own[0], windows, block.hours, may_take=self._may_take) if own else None
        found += [parts] if parts is not None and len(parts.parts) > 1 else []
        found += find_slots(others, windows, block.hours, most=ALTERNATIVES, **search)
        if len(found) < ALTERNATIVES:
            found += find_slots(own, windows, block.hours, most=ALTERNATIVES, **search)[1:]
        return sorted(found[:ALTERNATIVES], key=lambda one: one.parts[0].start)

    def free(self, level, day) -> Decimal:
        """Hours that a level may still give on a day, and in its week."""
        limits = [self._limit(level, day, day), self._limit(level, day, None)]
        return min(limit.bookable - limit.booked for limit in limits if limit)

    def _hard(self, who, needed, block):
        if not is_long_enough(block):
            yield Refused(Refusal.TOO_SHORT, _("Not booked: the smallest block is one hour."))
            return
        if not who.level or not covers_level(who.level, needed):
            yield Refused(Refusal.LEVEL_TOO_LOW, self._level_words(who, needed))
        clash = tuple(one for one in self.taken if one.member_id == who.member_id and one.block.overlaps(block))
        if clash:
            yield Refused(Refusal.DOUBLE_BOOKING, self._clash_words(who, clash[0]), in_the_way=clash)
        person = next((one for one in self.figures.people if one.member_id == who.member_id), None)
        away = [day for day in hours_by_day(block, self.zone) if person and self.figures.is_away(person, day)]
        if away:
            words = _("Not booked: %(name)s is away on %(day)s.")
            yield Refused(Refusal.AWAY, words % {"name": who.name, "day": format_day(away[0])})

    def _level_words(self, who, needed):
        if not who.level:
            return _("Not booked: %s has no skill level.") % who.name
        words = _(
            "Not booked: the work needs %(needed)s, %(name)s is %(own)s. A higher level may cover a lower one."
        )
        return words % {"needed": needed, "name": who.name, "own": who.level}

    def _clash_words(self, who, clash):
        words = _("Not booked: %(name)s is taken %(window)s for %(title)s, booked by %(by)s.")
        window = format_window(clash.block.start, clash.block.end, self.zone)
        return words % {"name": who.name, "window": window, "title": clash.title, "by": clash.booked_by}

    def _presence(self, who, block):
        same = [one for one in self.figures.people if one.level == who.level]
        for day in hours_by_day(block, self.zone):
            window = self._window(day)
            if window is None or not window.overlaps(block):
                continue
            part = Block(max(window.start, block.start), min(window.end, block.end))
            others = [one for one in same if one.member_id != who.member_id and not self.figures.is_away(one, day)]
            present = [[taken.block for taken in self.taken if taken.member_id == one.member_id] for one in others]
            least = self.figures.settings.people_kept
            short = leaves_presence(part, present, least, len(same))
            if short is not None:
                words = _(
                    "Not booked: %(day)s at %(at)s fewer than %(least)d of %(level)s would stay for support."
                )
                at = f"{short.astimezone(self.zone):%H:%M}"
                numbers = {"day": format_day(day), "at": at, "least": least, "level": who.level}
                yield Refused(Refusal.SUPPORT_PRESENCE, words % numbers)
                return

    def _reserve(self, who, block):
        hours = hours_by_day(block, self.zone)
        weeks = defaultdict(Decimal)
        for day, amount in hours.items():
            weeks[monday_of(day)] += amount
        asked = [(self._limit(who.level, day, day), amount) for day, amount in hours.items()]
        asked += [(self._limit(who.level, monday, None), amount) for monday, amount in weeks.items()]
        passed = passed_limits([(limit, amount) for limit, amount in asked if limit is not None])
        return [
            Refused(Refusal.SUPPORT_RESERVE, reserve_words(one), one, self._counted(one.limit)) for one in passed
        ]

    def _counted(self, limit):
        """The bookings of the level on that day, or in that week."""
        days = {limit.day} if limit.day else set(days_of_week(limit.week))
        of_level = [one for one in self.taken if one.level == limit.level]
        return tuple(one for one in of_level if days & hours_by_day(one.block, self.zone).keys())

    def _may_take(self, person: Candidate, block: Block) -> bool:
        who = Who(person.key, "", person.level)
        return not self._reserve(who, block) and not [*self._presence(who, block)]

    def _limit(self, level, day, on) -> Limit | None:
        """The limit of the day, or of its week without ``on``; None on days without support."""
        if self._spans is None:
            self._spans = {}
            for row in self.figures.weeks(booked_hours(self.taken, self.zone)):
                for span in (row.week, *row.days):
                    self._spans[span.level, span.week_start, span.day] = span
        span = self._spans.get((level, monday_of(day), on))
        if span is None:
            return None
        bookable = min(span.bookable.hours, span.booked + span.bookable.free)
        return Limit(level, span.week_start, span.day, bookable, span.booked)

    def _candidates(self, *, knows=(), near=None):
        blocks = defaultdict(list)
        for one in self.taken:
            blocks[one.member_id].append(one.block)
        days = [day for monday in self.figures.mondays for day in days_of_week(monday)]
        return [
            Candidate(
                person.member_id,
                person.level,
                tuple(blocks[person.member_id]),
                frozenset(day for day in days if self.figures.is_away(person, day)),
                person.member_id in knows,
                frozenset((near or {}).get(person.member_id, ())),
            )
            for person in self.figures.people
        ]

    def _windows(self, now):
        """The working hours still ahead, by day."""
        days = (day for monday in self.figures.mondays for day in days_of_week(monday))
        ahead = {day: self._window(day) for day in days if day >= self.figures.today}
        found = {day: not_before(window, now) for day, window in ahead.items() if window is not None}
        return {day: window for day, window in found.items() if window is not None}

    def _window(self, day: dt.date) -> Block | None:
        own = self.figures.own
        if not self.figures.calendar.is_working(day):
            return None
        return working_window(day, own.day_starts, own.day_ends, self.zone)


def reserve_words(one: Shortfall) -> str:
    """The refusal with its numbers."""
    limit = one.limit
    span = format_day(limit.day) if limit.day else _("the week of %s") % format_day(limit.week)
    lacking = limit.booked + one.requested - limit.bookable
    words = _(
        "Not booked: it would take %(lacking)s of %(level)s from support on %(span)s. Projects may have %(bookable)s, "
        "%(booked)s are booked, %(requested)s were asked for."
    )
    if limit.day is None:
        words = _(
            "Not booked: it would take %(lacking)s of %(level)s from support in %(span)s. Projects may have "
            "%(bookable)s, %(booked)s are booked, %(requested)s were asked for."
        )
    numbers = {
        "lacking": lacking,
        "bookable": limit.bookable,
        "booked": limit.booked,
        "requested": one.requested,
    }
    return words % (
        {name: format_hours(hours) for name, hours in numbers.items()} | {"level": limit.level, "span": span}
    )
