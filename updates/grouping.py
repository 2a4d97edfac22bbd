"""Who gets which updates in one mail. Pure.

One mail per person, audience and run, a section per project, the worst verdict first. An address that is in
several audiences of a project hears of it once: a customer's contact reads as customer, whatever else they
are, and internal comes before sales.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from updates.choices import Audience

ORDER = (Audience.CUSTOMER, Audience.INTERNAL, Audience.SALES)


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in one audience. ``customer_id`` keeps the customers of one address apart; ``follows``: they read
    of the project because they chose to, and may stop.
    """

    audience: str
    email: str
    name: str
    person_id: UUID
    customer_id: UUID | None = None
    follows: bool = False

    @property
    def key(self):
        """What makes two seats one mail."""
        return (self.audience, self.customer_id, self.email.lower())


@dataclass(frozen=True, slots=True)
class Entry:
    """One update, how bad it is (lower sorts first) and the people it concerns."""

    update_id: UUID
    rank: tuple
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class PlannedMail:
    """One mail to come: the person and the updates in it, worst first; ``follows``: at least one by choice."""

    seat: Seat
    update_ids: tuple[UUID, ...]
    follows: bool = False

    @property
    def may_stop(self):
        """Whether the mail is optional for its reader, wholly or in part: a way to stop it belongs in it."""
        return self.follows or self.seat.audience == Audience.CUSTOMER


def one_seat_each(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Each address once, by the order of the audiences."""
    chosen: dict[str, Seat] = {}
    for seat in sorted(seats, key=lambda seat: ORDER.index(Audience(seat.audience))):
        chosen.setdefault(seat.email.lower(), seat)
    return tuple(chosen.values())


def plan_mails(entries: Iterable[Entry]) -> list[PlannedMail]:
    """The mails of a run, by audience and name."""
    groups: dict[tuple, tuple[Seat, list[UUID]]] = {}
    by_choice = set()
    for entry in sorted(entries, key=lambda entry: entry.rank):
        for seat in entry.seats:
            groups.setdefault(seat.key, (seat, []))[1].append(entry.update_id)
            if seat.follows:
                by_choice.add(seat.key)
    mails = [PlannedMail(seat, tuple(ids), key in by_choice) for key, (seat, ids) in groups.items()]
    return sorted(
        mails, key=lambda mail: (ORDER.index(Audience(mail.seat.audience)), mail.seat.name, mail.seat.email)
    )
