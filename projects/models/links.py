"""The link with which a customer's contact opens the status page of a project."""

from django.db import models

from core.models import TenantModel

# Nobody closed it: it is open, or had run out before a fresh one took its place. Such a link still offers a new one.
NOT_TAKEN_AWAY = models.Q(revoked_at=None) | models.Q(revoked_at__gte=models.F("expires_at"))


class StatusLink(TenantModel):
    """One contact's link to one project. The token is derived from the id, only its digest is stored."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="status_links")
    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="status_links")
    email = models.EmailField()  # the address it was made for; another address of the contact gets another link
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "contact"],
                condition=models.Q(revoked_at=None),
                name="projects_link_once",
            )
        ]

    def __str__(self):
        return f"{self.contact} {self.project}"
