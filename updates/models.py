"""The weekly update: the run of a week, one frozen snapshot per project, one render per audience."""

from django.db import models
from django.urls import reverse

from core import clock
from core.models import TenantModel
from updates.choices import Audience, UpdateState


class UpdateRun(TenantModel):
    """The claim of one organization's ISO week: exactly one row, whoever ticks. Instants are UTC."""

    week_start = models.DateField()
    draft_at = models.DateTimeField()
    send_at = models.DateTimeField()
    drafted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "week_start"], name="updates_run_once")]

    def __str__(self):
        return f"Week of {self.week_start}"


class WeeklyUpdate(TenantModel):
    """One project's update of one week. The snapshot is frozen; a correction is a new version."""

    run = models.ForeignKey(UpdateRun, on_delete=models.PROTECT, related_name="updates")
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="updates")
    week_start = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=UpdateState, default=UpdateState.DRAFT)
    snapshot = models.JSONField()
    time_color = models.CharField(max_length=14)
    budget_color = models.CharField(max_length=14)
    words = models.TextField(blank=True)
    words_at = models.DateTimeField(null=True)
    words_by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    needs_words = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    hold_reason = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "week_start", "version"],
                name="updates_update_once",
            )
        ]
        indexes = [
            models.Index(fields=["week_start", "state"], name="updates_by_week"),
            models.Index(fields=["project", "-week_start", "-version"], name="updates_by_project"),
        ]

    def __str__(self):
        return f"{self.project} week of {self.week_start}"

    def get_absolute_url(self):
        return reverse("updates:review", args=[self.organization.slug, self.pk])

    @property
    def is_correction(self):
        """Whether an earlier version of the week was sent: this one leaves only when somebody approves it."""
        return self.version > 1


class UpdateRender(TenantModel):
    """The stored section of one update for one audience: what the preview shows is what is sent."""

    update = models.ForeignKey(WeeklyUpdate, on_delete=models.CASCADE, related_name="renders")
    audience = models.CharField(max_length=10, choices=Audience)
    subject = models.CharField(max_length=400)
    headline = models.CharField(max_length=500)
    summary = models.CharField(max_length=200)  # the line in a mail of several projects
    text = models.TextField()
    html = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "update", "audience"], name="updates_render_once")
        ]

    def __str__(self):
        return f"{self.update} for {self.audience}"
