"""``install_templates [ORG]``: the shipped project templates for organizations founded before there were any."""

from accounts.directory import active_organizations
from accounts.management.organization import organization_named
from core import clock
from core.management.base import DomainCommand
from core.tenancy import organization_scope
from projects.actions.templates_shipped import install_shipped


class Command(DomainCommand):
    """Adds what is missing; a template that was changed or archived stays as it is. Can be run again."""

    help = "Install the shipped project templates in one organization, or in all."

    def add_arguments(self, parser):
        parser.add_argument("organization", metavar="ORG", nargs="?", help="slug of the organization")

    def run(self, **options):
        slug = options["organization"]
        organizations = [organization_named(slug)] if slug else list(active_organizations())
        lines = []
        for organization in organizations:
            with organization_scope(organization.pk):
                added = install_shipped(now=clock.now())
            lines.append(f"{organization.slug}: {len(added)} templates added")
        return "\n".join(lines)
