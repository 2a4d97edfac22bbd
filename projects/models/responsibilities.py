"""The twelve responsibilities of a project and the evidence behind each state."""

from django.db import models

from core import clock
from core.models import TenantModel
from projects.choices import EvidenceEffect, EvidenceKind, ResponsibilityKey, ResponsibilityState


class Responsibility(TenantModel):
    """One of the twelve. Its state follows from evidence or from a waiver, never from a bare tick."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="responsibilities")
    key = models.CharField(max_length=16, choices=ResponsibilityKey)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ResponsibilityState)
    due_on = models.DateField(null=True)
    since = models.DateTimeField()  # when the present state began
    waived_by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(null=True)
    waiver_reason = models.CharField(max_length=300, blank=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "project", "key"], name="projects_responsibility_once")
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="projects_responsibility_due"),
            models.Index(  # the oldest first, whatever their state: home reads the first few
                fields=["due_on", "id"],
                name="projects_responsibility_owed",
                condition=models.Q(state__in=["open", "waiting", "reopened"]),
            ),
        ]

    def __str__(self):
        return self.get_key_display()


class Evidence(TenantModel):
    """A fact that bears on a responsibility: who saw what, when, and where it can be looked up."""

    responsibility = models.ForeignKey(Responsibility, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=14, choices=EvidenceKind)
    effect = models.CharField(max_length=10, choices=EvidenceEffect)
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=500, blank=True)
    week_start = models.DateField(null=True)  # of an update: the Monday of its week, whenever it was sent
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=EvidenceKind.UPDATE) | models.Q(week_start__isnull=False),
                name="projects_update_has_week",
            )
        ]

    def __str__(self):
        return self.text
