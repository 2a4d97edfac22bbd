"""Writing in scheduling: one module a subject, all verbs here."""

from scheduling.actions.booking_decisions import BookingRefused, Override, Wish, ledger_of
from scheduling.actions.bookings import (
    Booked,
    block_of,
    book,
    book_all,
    cancel_booking,
    cancel_of_person,
    move_booking,
    pull_for_support,
    restore_booking,
)
from scheduling.actions.capacity import add_entry, capacity_of, remove_entry, set_capacity
from scheduling.actions.requests import (
    Receipt,
    Taken,
    ensure_request_types,
    receive_requests,
    take_back_requests,
)

__all__ = [
    "Booked",
    "BookingRefused",
    "Override",
    "Receipt",
    "Taken",
    "Wish",
    "add_entry",
    "block_of",
    "book",
    "book_all",
    "cancel_booking",
    "cancel_of_person",
    "capacity_of",
    "ensure_request_types",
    "ledger_of",
    "move_booking",
    "pull_for_support",
    "receive_requests",
    "remove_entry",
    "restore_booking",
    "set_capacity",
    "take_back_requests",
]
