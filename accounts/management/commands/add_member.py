"""``add_member ORG EMAIL --name N --roles a,b``: a person of an organization."""

import getpass
import sys
from decimal import Decimal, InvalidOperation

from django.core.management.base import CommandError

from accounts.actions import add_member
from accounts.links import password_link
from accounts.management.organization import organization_named
from core.management.base import DomainCommand


def decimal(text):
    """A non-negative decimal number with at most two places."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise CommandError(f"“{text}” is not a number; an example is 70.50.") from None
    if not value.is_finite() or value < 0 or value != round(value, 2):
        raise CommandError(f"“{text}” must be zero or more with at most two places.")
    return value


class Command(DomainCommand):
    """Adds a member (contract, section 3)."""

    help = "Add a member to an organization; without a password a one-time sign-in link is printed."

    def add_arguments(self, parser):
        parser.add_argument("organization", metavar="ORG", help="slug of the organization")
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--roles", required=True, help="comma-separated, for example project_manager,owner")
        parser.add_argument("--level", default="", help="L1, L2 or L3")
        parser.add_argument("--hours", default="40", help="contract hours per week")
        parser.add_argument("--cost-rate", help="what an hour costs, in the home currency")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def run(self, **options):
        rate = options["cost_rate"]
        member = add_member(
            organization=organization_named(options["organization"]),
            email=options["email"],
            name=options["name"],
            roles=[role.strip() for role in options["roles"].split(",") if role.strip()],
            level=options["level"],
            weekly_hours=decimal(options["hours"]),
            cost_rate=decimal(rate) if rate is not None else None,
            password=_password() if options["password_stdin"] else None,
        )
        added = f"{member.name} is a member of {member.organization.name} as {', '.join(member.roles)}."
        if member.user.has_usable_password():
            return added
        return f"{added}\n{member.email} signs in once, within three days, by {password_link(member.user)}"


def _password():
    at_terminal = sys.stdin.isatty()
    password = getpass.getpass("Password: ") if at_terminal else sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise CommandError("No password came in on standard input.")
    return password
