"""Writing in scheduling: one module a subject, all verbs here."""

from scheduling.actions.capacity import add_entry, capacity_of, remove_entry, set_capacity
from scheduling.actions.requests import (
    Receipt,
    Taken,
    ensure_request_types,
    receive_requests,
    take_back_requests,
)

__all__ = [
    "Receipt",
    "Taken",
    "add_entry",
    "capacity_of",
    "ensure_request_types",
    "receive_requests",
    "remove_entry",
    "set_capacity",
    "take_back_requests",
]
