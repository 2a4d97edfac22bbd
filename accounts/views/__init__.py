"""ASK: pages of a person and of an organization."""

from accounts.views.profile import home, organizations, profile

__all__ = ["home", "organizations", "profile"]
