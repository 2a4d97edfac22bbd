"""Asking people to join: invite, send again, take back, accept."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import directory, mails, permissions
from accounts.actions.checks import clean_email, clean_roles, require_working_facts
from accounts.actions.people import add_member
from accounts.models import Invitation, Membership
from audit.actions import record
from core.errors import DomainError, NotAllowed
from core.models import TokenPurpose, TokenRoute
from core.tokens import derive_token, digest

VALID_FOR = dt.timedelta(days=7)


@transaction.atomic
def invite_member(*, by, now, email, roles, name="", level="", weekly_hours=40, cost_rate=None) -> Invitation:
    """Mail somebody a link with which they join ``by``'s organization; valid for seven days.

    Raises NotAllowed, InvalidInput, and DomainError ``member_exists``, ``member_left``, ``already_invited``.
    """
    email, roles = clean_email(email), clean_roles(roles)
    _require_inviter(by, roles)
    require_working_facts(level, weekly_hours, cost_rate)
    _require_new(email, now)
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        roles=roles,
        level=level,
        weekly_hours=weekly_hours,
        cost_rate=cost_rate,
        invited_by=by,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    TokenRoute.objects.create(
        digest=digest(invitation_token(invitation)),
        purpose=TokenPurpose.INVITATION,
        organization=by.organization,
        object_id=invitation.pk,
    )
    record(by=by, verb="invitation.sent", obj=invitation, changes={"roles": [None, roles]})
    mails.invitation(invitation, invitation_token(invitation))
    return invitation


@transaction.atomic
def resend_invitation(*, invitation, by, now):
    """Send the same link again, valid for seven days from now. 409 once it was accepted or taken back."""
    invitation = _open(invitation)
    _require_inviter(by, invitation.roles)
    invitation.invited_by, invitation.sent_at, invitation.expires_at = by, now, now + VALID_FOR
    invitation.save(update_fields=["invited_by", "sent_at", "expires_at"])
    record(by=by, verb="invitation.resent", obj=invitation)
    mails.invitation(invitation, invitation_token(invitation))
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation, by, now):
    """Take it back: the link is dead at once. 409 once it was accepted or taken back."""
    invitation = _open(invitation)
    if not permissions.can_manage_members(by):
        raise NotAllowed(_("Only an owner or a service manager takes an invitation back."))
    _end(invitation, "revoked_at", now)
    record(by=by, verb="invitation.revoked", obj=invitation)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation, now, name="", password=None) -> Membership:
    """Make the invited person a member, with an account where they have none. Needs the organization's scope.

    ``name`` and ``password`` are for a person without a password; who has one keeps both. Raises DomainError
    ``invitation_over``, also when who invited may no longer do so, and InvalidInput for a poor password.
    """
    invitation = _open(invitation)
    inviter = invitation.invited_by
    if now >= invitation.expires_at or not _may_invite(inviter, invitation.roles):
        raise DomainError("invitation_over", _("This invitation is no longer valid. Ask for a new one."))
    user = directory.user_by_email(invitation.email)
    keeps = user is not None and user.has_usable_password()
    member = add_member(
        organization=inviter.organization,
        email=invitation.email,
        name=name.strip() or invitation.name,
        roles=invitation.roles,
        level=invitation.level,
        weekly_hours=invitation.weekly_hours,
        cost_rate=invitation.cost_rate,
        password=None if keeps else password,
        by=inviter,
    )
    _end(invitation, "accepted_at", now)
    record(by=member, verb="invitation.accepted", obj=invitation)
    return member


def invitation_token(invitation) -> str:
    """The token of the link, the same each time the mail is written."""
    return derive_token("invitation", invitation.pk)


def _open(invitation):
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "invited_by__user", "invited_by__organization"
    )
    current = rows.get(pk=invitation.pk)
    if current.accepted_at or current.revoked_at:
        raise DomainError("invitation_over", _("This invitation was accepted or taken back already."))
    return current


def _end(invitation, field, now):
    setattr(invitation, field, now)
    invitation.save(update_fields=[field])
    TokenRoute.objects.filter(digest=digest(invitation_token(invitation))).delete()


def _may_invite(inviter, roles):
    return inviter.is_active and inviter.user.is_active and permissions.can_grant(inviter, roles)


def _require_inviter(by, roles):
    if not permissions.can_manage_members(by):
        raise NotAllowed(_("Only an owner or a service manager invites people."))
    if not permissions.can_grant(by, roles):
        raise NotAllowed(_("Only an owner makes somebody an owner."))


def _require_new(email, now):
    member = Membership.objects.filter(user__email=email).first()
    if member is not None and member.is_active:
        raise DomainError("member_exists", _("%s is a member already.") % email)
    if member is not None:
        raise DomainError("member_left", _("%s was a member before: bring them back in the list.") % email)
    if Invitation.objects.filter(email=email, accepted_at=None, revoked_at=None).exists():
        raise DomainError("already_invited", _("%s is invited already: send the invitation again.") % email)
