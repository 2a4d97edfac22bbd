"""The one module that reads the directory across organizations (before a scope is known)."""

from accounts.models import Membership, Organization, User
from core.models import TokenRoute
from core.tokens import digest


def organization_by_slug(slug):
    """The active organization of that slug, or None."""
    return Organization.objects.filter(slug=slug, is_active=True).first()


def organization_by_id(organization_id):
    """The active organization, or None."""
    return Organization.objects.filter(pk=organization_id, is_active=True).first()


def active_organizations():
    """Every active organization, by slug."""
    return Organization.objects.filter(is_active=True).order_by("slug")


def membership_of(user, organization):
    """The user's active membership, with the user on it, or None."""
    row = Membership.directory.filter(organization=organization, user_id=user.pk, is_active=True).first()
    if row is not None:
        row.user, row.organization = user, organization
    return row


def memberships_of(user):
    """The user's active memberships in active organizations, by name of the organization."""
    rows = Membership.directory.filter(user=user, is_active=True, organization__is_active=True)
    return rows.select_related("organization").order_by("organization__name")


def user_by_email(email):
    """The user of that address, case aside, or None."""
    return User.objects.filter(email=email.strip().lower()).first()


def route_of(token, purpose):
    """Where a token leads: its TokenRoute with the organization, or None."""
    routes = TokenRoute.objects.select_related("organization")
    return routes.filter(digest=digest(token), purpose=purpose, organization__is_active=True).first()
