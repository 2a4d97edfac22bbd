"""Writing in scheduling: one module a subject, all verbs here."""

from scheduling.actions.requests import Receipt, ensure_request_types, receive_requests

__all__ = ["Receipt", "ensure_request_types", "receive_requests"]
