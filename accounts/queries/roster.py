"""READ: members as their pages show them, invitations that wait, and who is absent."""

from allauth.mfa.models import Authenticator
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from accounts.choices import Role
from accounts.models import CostRate, Invitation, StaffProfile
from accounts.queries import members


def roster(organization, today, *, search="", active=True, role=""):
    """Members with what the list shows: ``sorted_name``, ``level``, ``weekly_hours``, ``has_factor``, ``hourly`` on
    ``today`` (None without a rate), ``absent_from`` and ``absent_until``. One statement.
    """
    profile = StaffProfile.objects.filter(member=OuterRef("pk"))
    rates = CostRate.objects.filter(member=OuterRef("pk"), starts_on__lte=today).order_by("-starts_on")
    rows = members(organization, active=None).filter(is_active=active)
    if search:
        rows = rows.filter(Q(user__name__icontains=search) | Q(user__email__icontains=search))
    if role:
        rows = rows.filter(roles__contains=[role])
    return rows.select_related("user", "deputy__user").annotate(
        sorted_name=Lower(
            Coalesce(NullIf(F("user__name"), Value("")), F("user__email"), output_field=CharField())
        ),
        level=Subquery(profile.values("level")[:1]),
        weekly_hours=Subquery(profile.values("weekly_hours")[:1]),
        absent_from=Subquery(profile.values("absent_from")[:1]),
        absent_until=Subquery(profile.values("absent_until")[:1]),
        has_factor=Exists(Authenticator.objects.filter(user=OuterRef("user"))),
        hourly=Subquery(rates.values("hourly")[:1]),
    )


def member_page(organization, pk, today):
    """One member with what ``roster`` shows, active or not, or None."""
    found = roster(organization, today, active=True) | roster(organization, today, active=False)
    return found.filter(pk=pk).first()


def rates_of(member):
    """The cost rates of a member, the latest first."""
    return list(CostRate.objects.filter(member=member).order_by("-starts_on"))


def open_invitations(organization):
    """Invitations that wait for an answer, expired ones too, the newest first, with who invited."""
    rows = Invitation.objects.filter(organization=organization, accepted_at=None, revoked_at=None)
    return rows.select_related("invited_by__user").order_by("-sent_at")


def invitation_for(pk):
    """The invitation with who invited and where to, or None."""
    rows = Invitation.objects.select_related("invited_by__user", "invited_by__organization")
    return rows.filter(pk=pk).first()


def possible_deputies(member):
    """Active members other than ``member``, by name."""
    return members(member.organization).exclude(pk=member.pk)


def role_words(roles) -> list[str]:
    """The labels of ``roles`` in the order of the vocabulary."""
    return [str(role.label) for role in Role if role.value in roles]


def absent_members(today):
    """Ids of the members who are away on ``today`` (organization's date)."""
    rows = StaffProfile.objects.filter(absent_from__lte=today)
    return set(rows.exclude(absent_until__lt=today).values_list("member_id", flat=True))
