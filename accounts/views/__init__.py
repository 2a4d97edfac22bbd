"""ASK: pages of a person and of an organization."""

from accounts.views.profile import home, member_picture, notifications, organizations, picture, profile

__all__ = ["home", "member_picture", "notifications", "organizations", "picture", "profile"]
