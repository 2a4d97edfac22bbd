"""``verify_audit [ORG]``: compute the chain of the audit trail again and say whether anything was changed."""

from accounts.directory import active_organizations
from accounts.management.organization import organization_named
from audit.sealing import verify_trail
from core import clock
from core.errors import DomainError
from core.management.base import DomainCommand
from core.tenancy import organization_scope


class Command(DomainCommand):
    """Prints one line per organization; note its digest elsewhere to catch a chain that was rewritten as a whole."""

    help = (
        "Check the audit trail of one organization, or of all. Exit code 1 when an entry was changed or removed."
    )

    def add_arguments(self, parser):
        parser.add_argument("organization", metavar="ORG", nargs="?", help="slug of the organization")

    def run(self, **options):
        slug = options["organization"]
        organizations = [organization_named(slug)] if slug else list(active_organizations())
        lines, broken = [], []
        for organization in organizations:
            with organization_scope(organization.pk):
                verdict = verify_trail(organization, now=clock.now())
            lines.append(
                f"{organization.slug}: {verdict.linked} entries in the chain, {verdict.waiting} waiting, "
                f"digest {verdict.digest}"
            )
            broken += [f"{organization.slug}: {problem}" for problem in verdict.problems]
        self.stdout.write("\n".join(lines))
        if broken:
            raise DomainError("trail_broken", "\n".join(broken[:50]))
