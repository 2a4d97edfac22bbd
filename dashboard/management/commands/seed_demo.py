"""``seed_demo``: two rival MSPs with people, projects in every stage and a plausible history up to now."""

from django.conf import settings
from django.core.management.base import CommandError

from accounts.choices import Role
from accounts.directory import organization_by_slug
from core.management.base import DomainCommand
from dashboard.demo.harbor import HARBOR
from dashboard.demo.play import play
from dashboard.demo.stage import PASSWORD, demo_email
from dashboard.demo.summit import SUMMIT

COMPANIES = (HARBOR, SUMMIT)
PRODUCTION = "msp_pm.settings.prod"


class Command(DomainCommand):
    """Creates what is not there yet; a slug that is taken is left alone (contract, section 3)."""

    help = "Create the demo organizations (idempotent), or print their log-ins."

    def add_arguments(self, parser):
        parser.add_argument(
            "--print-logins", action="store_true", help="only print who can sign in, and with what"
        )
        parser.add_argument(
            "--force", action="store_true", help="also under production settings (known passwords!)"
        )

    def run(self, **options):
        if options["print_logins"]:
            return logins()
        if settings.SETTINGS_MODULE == PRODUCTION and not options["force"]:
            raise CommandError("The demo has a password that everybody knows; production needs --force.")
        for company in COMPANIES:
            if not play(company, say=self.stdout.write):
                self.stdout.write(
                    f"{company.name}: the organization {company.slug} exists already, nothing was added."
                )
        return logins()


def logins():
    """The log-ins of the demo organizations that exist, as text."""
    lines = []
    for company in COMPANIES:
        organization = organization_by_slug(company.slug)
        if organization is None or organization.name != company.name:
            continue
        lines += ["", f"{company.name}  {settings.SITE_URL}/o/{company.slug}/home/"]
        for person in company.colleagues:
            lines.append(f"  {demo_email(company, person):<30} {person.name:<16} {_roles(person)}")
    if not lines:
        return (
            "No demo here. Your own organization:\n"
            '  .venv/bin/python manage.py create_organization acme "Acme MSP" --owner you@acme.example'
            " --time-zone America/New_York"
        )
    return "\n".join([f"Demo log-ins, password for everybody: {PASSWORD}", *lines, ""])


def _roles(person):
    return ", ".join(str(Role(role).label) for role in person.roles)
