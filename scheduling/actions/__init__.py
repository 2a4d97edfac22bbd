"""Writing in scheduling: one module a subject, all verbs here."""

from scheduling.actions.capacity import add_entry, capacity_of, remove_entry, set_capacity
from scheduling.actions.demand import sum_days
from scheduling.actions.requests import Receipt, ensure_request_types, receive_requests

__all__ = [
    "Receipt",
    "add_entry",
    "capacity_of",
    "ensure_request_types",
    "receive_requests",
    "remove_entry",
    "set_capacity",
    "sum_days",
]
