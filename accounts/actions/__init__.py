"""WRITE: people, keys and profiles; what an organization sets for itself."""

from accounts.actions.people import (
    SCOPES,
    UPDATE_MODES,
    add_member,
    create_api_key,
    create_organization,
    update_profile,
)

__all__ = [
    "SCOPES",
    "UPDATE_MODES",
    "add_member",
    "create_api_key",
    "create_organization",
    "update_profile",
]
