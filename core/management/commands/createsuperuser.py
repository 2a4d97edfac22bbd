"""``createsuperuser``: refused, in the place of Django's."""

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """There is nobody who may do everything in all organizations; people belong to one, with roles."""

    help = "Refused: MSP PM has no superusers. See create_organization and add_member."

    def handle(self, *args, **options):
        raise CommandError(
            "MSP PM has no superusers. Make an organization and its first owner with create_organization, "
            "further people with add_member."
        )
