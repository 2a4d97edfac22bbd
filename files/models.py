"""A file of a project or a deal, and each version of it that was sent."""

from django.db import models

from core import clock
from core.models import TenantModel
from files.choices import FileKind


class Document(TenantModel):
    """One file by its name. A file of the same name is its next version; removed ones can be brought back.

    It belongs to a project or to a deal.
    """

    project = models.ForeignKey("projects.Project", null=True, on_delete=models.CASCADE, related_name="files")
    deal = models.ForeignKey("deals.Deal", null=True, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=140)
    kind = models.CharField(max_length=20, choices=FileKind, default=FileKind.OTHER)
    reference = models.CharField(max_length=120, blank=True)  # number of the quote or order
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["removed_at"], name="files_removed")]

    def __str__(self):
        return self.name


class DocumentVersion(TenantModel):
    """One state of a document: the stored bytes, who sent them and when."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    stored = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "document", "number"], name="files_version_once")
        ]

    def __str__(self):
        return f"{self.document} v{self.number}"
