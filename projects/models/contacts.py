"""Who of the customer's people belongs to a project."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import ChangedAt, TenantModel
from customers.choices import ContactRole


class ProjectContact(TenantModel):
    """A contact of the customer on one project: its role there, and whether the weekly update goes to them.

    The contact's own switch and what they said themselves (unsubscribed) go before ``receives_updates``.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="seats")
    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(_("role"), max_length=12, choices=ContactRole, default=ContactRole.TECHNICAL)
    receives_updates = models.BooleanField(_("receives weekly updates"), default=True)
    updated_at = ChangedAt()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "project", "contact"], name="projects_contact_once")
        ]

    def __str__(self):
        return str(self.contact)

    @property
    def title(self):
        """What a deletion and its undo call the row."""
        return str(self.contact)
