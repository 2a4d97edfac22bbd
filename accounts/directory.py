"""The one module that reads the directory across organizations (before a scope is known)."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from accounts.models import Membership, Organization, User
from core.db.prepared import prepared_objects
from core.models import TokenRoute
from core.tokens import digest


def organization_by_slug(slug):
    """The active organization of that slug, or None."""
    rows = prepared_objects(_organization, slug=slug)
    return rows[0] if rows else None


def _organization(slug):
    return Organization.objects.filter(slug=slug, is_active=True)


def organization_by_id(organization_id):
    """The active organization, or None."""
    return Organization.objects.filter(pk=organization_id, is_active=True).first()


def active_organizations():
    """Every active organization, by slug."""
    return Organization.objects.filter(is_active=True).order_by("slug")


def membership_of(user, slug):
    """The user's active membership of the active organization of that slug, or None; one statement.

    User, organization and ``has_factor`` are on it.
    """
    rows = prepared_objects(_membership, slug=slug, user=user.pk)
    for row in rows:
        row.user = user
    return rows[0] if rows else None


def _membership(slug, user):
    factors = Authenticator.objects.filter(user=OuterRef("user"))
    rows = Membership.directory.filter(organization__slug=slug, organization__is_active=True, user_id=user)
    return rows.filter(is_active=True).select_related("organization").annotate(has_factor=Exists(factors))


def has_factor(user):
    """Whether the user signs in with more than a password."""
    return Authenticator.objects.filter(user=user).exists()


def membership_by_id(organization, pk):
    """The active membership of that id in the organization, with its user, or None."""
    rows = Membership.directory.filter(organization=organization, pk=pk, is_active=True, user__is_active=True)
    row = rows.select_related("user").first()
    if row is not None:
        row.organization = organization
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
    rows = prepared_objects(_route, str(purpose), token=digest(token))
    return rows[0] if rows else None


def _route(purpose, token):
    routes = TokenRoute.objects.select_related("organization")
    return routes.filter(digest=token, purpose=purpose, organization__is_active=True)
