"""Identity and directory (users, organizations, memberships), and the tenant's own people data."""

from accounts.models.directory import Membership, Organization, User
from accounts.models.tenant import ApiKey, CostRate, Holiday, OrganizationSettings, StaffProfile

__all__ = [
    "ApiKey",
    "CostRate",
    "Holiday",
    "Membership",
    "Organization",
    "OrganizationSettings",
    "StaffProfile",
    "User",
]
