"""``create_organization SLUG NAME --owner EMAIL``: a new organization and its owner's sign-in link."""

from accounts import directory
from accounts.actions import UPDATE_MODES, create_organization
from accounts.links import password_link
from core import clock
from core.management.base import DomainCommand


class Command(DomainCommand):
    """Founds an organization (contract, section 3)."""

    help = "Create an organization and print a one-time sign-in link for its owner."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the name in addresses: small letters, digits, hyphens")
        parser.add_argument("name")
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument("--time-zone", default="UTC", help="IANA name, for example America/New_York")
        parser.add_argument("--currency", default="USD", help="ISO 4217 code of the home currency")
        parser.add_argument("--updates", default="approve", choices=UPDATE_MODES, help="how weekly updates leave")
        parser.add_argument("--enforce-reserve", action="store_true", help="refuse bookings from today on")

    def run(self, **options):
        organization = create_organization(
            slug=options["slug"],
            name=options["name"],
            owner_email=options["owner"],
            time_zone=options["time_zone"],
            currency=options["currency"],
            updates=options["updates"],
            enforce_reserve=options["enforce_reserve"],
            now=clock.now(),
        )
        owner = directory.user_by_email(options["owner"])
        return (
            f"{organization.name} is ready at /o/{organization.slug}/.\n"
            f"{owner.email} signs in once, within three days, by {password_link(owner)}"
        )
