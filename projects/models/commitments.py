"""What sales promised, left out and assumed: one tracked line each, until somebody says what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import TenantModel
from projects.choices import CommitmentKind, CommitmentState


class Commitment(TenantModel):
    """One line of the register. ``due_on`` is the day it must be kept by, None: by the end of the project."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="commitments")
    position = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=CommitmentKind)
    text = models.CharField(_("what was said"), max_length=500)
    owner = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("to be kept by"), null=True, blank=True)
    state = models.CharField(max_length=6, choices=CommitmentState, default=CommitmentState.OPEN)
    reason = models.CharField(max_length=300, blank=True)  # why it was broken or is void; a note when kept
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    # Who wrote it here; None: it came with the deal.
    added_by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["project", "state", "position"], name="projects_commitment_order")]

    def __str__(self):
        return self.text
