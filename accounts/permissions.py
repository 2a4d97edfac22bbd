"""Who may do what to people and keys."""

from accounts.choices import Role


def can_manage_members(member) -> bool:
    """Owners and service managers add people to their organization."""
    return member.has_role(Role.OWNER, Role.SERVICE_MANAGER)


def can_see_account_mails(member) -> bool:
    """What became of resets and invitations is for owners: it says who cannot sign in."""
    return member.has_role(Role.OWNER)


def can_grant(member, roles) -> bool:
    """Only an owner makes somebody an owner, or takes it from one."""
    return can_manage_members(member) and (Role.OWNER not in roles or member.has_role(Role.OWNER))


def can_see_costs(member) -> bool:
    """What an hour of a person costs is for those who answer for the organization."""
    return member.has_role(Role.OWNER, Role.SERVICE_MANAGER)


def can_set_security(member) -> bool:
    """Whether everybody needs a second factor is the owner's to decide."""
    return member.has_role(Role.OWNER)


def can_manage_keys(member) -> bool:
    """A key acts without a person looking on, so only an owner hands one out."""
    return member.has_role(Role.OWNER)


def can_change_settings(member) -> bool:
    """Owners and service managers set how the organization works."""
    return member.has_role(Role.OWNER, Role.SERVICE_MANAGER)


def can_change_identity(member) -> bool:
    """Name, brand, zone and currency of the whole organization belong to its owner."""
    return member.has_role(Role.OWNER)
