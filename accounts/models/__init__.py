"""Identity and directory (users, organizations, memberships), and the tenant's own people data."""

from accounts.models.directory import Membership, Organization, User, UserPicture
from accounts.models.recovery import RecoveryCode
from accounts.models.tenant import (
    ApiKey,
    CostRate,
    Holiday,
    Invitation,
    NotificationChoice,
    OrganizationLogo,
    OrganizationSettings,
    StaffProfile,
)

__all__ = [
    "ApiKey",
    "CostRate",
    "Holiday",
    "Invitation",
    "Membership",
    "NotificationChoice",
    "Organization",
    "OrganizationLogo",
    "OrganizationSettings",
    "RecoveryCode",
    "StaffProfile",
    "User",
    "UserPicture",
]
