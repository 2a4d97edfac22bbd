"""``create_webhook_source ORG SOURCE``: a door for signed deals, its secret printed once."""

from accounts.management.organization import organization_named
from core.management.base import DomainCommand
from core.tenancy import organization_scope
from integrations.actions import create_source
from integrations.choices import Preset
from integrations.queries import secret_of


class Command(DomainCommand):
    """Makes a webhook source (contract, section 3); the secret is the last word printed."""

    help = "Create a webhook source. Its secret is the last word of the output."

    def add_arguments(self, parser):
        parser.add_argument("organization", metavar="ORG", help="slug of the organization")
        parser.add_argument("source", metavar="SOURCE", help="name in the address, for example hubspot")
        parser.add_argument(
            "--preset", default=Preset.NATIVE.value, choices=Preset.values, help="the shape in which it speaks"
        )

    def run(self, **options):
        organization = organization_named(options["organization"])
        with organization_scope(organization.pk):
            source = create_source(name=options["source"], preset=options["preset"], by=None)
            address = f"/hooks/v1/{organization.slug}/{source.name}/"
            return f"{source.name} delivers to {address} and signs with {secret_of(source)}"
