"""The organization a command is about."""

from accounts import directory
from core.errors import DomainError


def organization_named(slug):
    """The active organization of that slug; DomainError with a sentence for the terminal otherwise."""
    organization = directory.organization_by_slug(slug)
    if organization is None:
        raise DomainError("organization_unknown", f"There is no organization with the slug “{slug}”.")
    return organization
