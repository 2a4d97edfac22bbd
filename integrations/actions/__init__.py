"""Writing sources (``sources``) and what came through them (``events``)."""

from integrations.actions.events import receive_event, reject_event, replay_event
from integrations.actions.sources import (
    OVERLAP,
    change_entries,
    change_source,
    create_source,
    disable_source,
    entries_of,
    rotate_secret,
)

__all__ = [
    "OVERLAP",
    "change_entries",
    "change_source",
    "create_source",
    "disable_source",
    "entries_of",
    "receive_event",
    "reject_event",
    "replay_event",
    "rotate_secret",
]
