"""``create_api_key ORG --name N --scopes s,t|*``: a credential for the API, printed once."""

from accounts.actions import create_api_key
from accounts.choices import Role
from accounts.management.organization import organization_named
from accounts.queries import member_by_email, members_with_role
from core.errors import DomainError
from core.management.base import DomainCommand
from core.tenancy import organization_scope


class Command(DomainCommand):
    """Makes an API key (contract, section 3); the key is the last word printed."""

    help = "Create an API key. It is the last word of the output and is never shown again."

    def add_arguments(self, parser):
        parser.add_argument("organization", metavar="ORG", help="slug of the organization")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument("--scopes", required=True, help="comma-separated, for example deals:write, or *")
        parser.add_argument("--member", metavar="EMAIL", help="whom it acts as; default: an owner")

    def run(self, **options):
        organization = organization_named(options["organization"])
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        with organization_scope(organization.pk):
            member = _member(organization, options["member"])
            key, plain = create_api_key(name=options["name"], scopes=scopes, member=member)
            return f"The key “{key.name}” acts as {member.email}; it is shown only now: {plain}"


def _member(organization, email):
    if email is None:
        member = members_with_role(organization, Role.OWNER).first()
        who = "an owner"
    else:
        member, who = member_by_email(email), email
    if member is None:
        raise DomainError("member_unknown", f"{organization.name} has no member {who}.")
    return member
