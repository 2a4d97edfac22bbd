"""Saved views of the lists, and work on many rows that is done in the background."""

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import TenantModel


class SavedView(TenantModel):
    """Filters and order of a list under a name: the member's own, or shared with the whole team.

    ``is_default`` makes a shared view the team's first sight of the list, an own one the member's.
    """

    list_key = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    member = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    is_shared = models.BooleanField(_("shared with the team"), default=False)
    is_default = models.BooleanField(_("what the list opens with"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization",
                "list_key",
                "member",
                Lower("name"),
                name="dashboard_view_once",
                violation_error_message=_("You have a view of that name already."),
            )
        ]

    def __str__(self):
        return self.name


class JobState(models.TextChoices):
    """How far the work is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class ListJob(TenantModel):
    """Work on the rows of a list: ``act`` is ``csv``, ``xlsx``, a key of ``dashboard.lists.acts`` or ``undo``."""

    list_key = models.CharField(max_length=20)
    act = models.CharField(max_length=20)
    query = models.CharField(max_length=1000, blank=True)
    values = models.JSONField(default=dict)
    member = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    undo_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    file = models.BinaryField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["member", "-created_at"], name="dashboard_job_newest")]

    def __str__(self):
        return f"{self.list_key} {self.act}"

    def get_absolute_url(self):
        return reverse("dashboard:job", args=[self.organization.slug, self.pk])

    @property
    def is_export(self):
        """Whether it makes a file rather than changes rows."""
        return self.act in ("csv", "xlsx")

    @property
    def is_over(self):
        """Whether nothing more will happen."""
        return self.state in (JobState.DONE, JobState.CANCELLED, JobState.FAILED)


class ListJobLine(TenantModel):
    """One row of a job that changes: what became of it, and what undoing needs."""

    job = models.ForeignKey(ListJob, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    object_id = models.UUIDField()
    label = models.CharField(max_length=300)
    is_done = models.BooleanField(null=True)  # None: not tried yet
    problem = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "job", "object_id"], name="dashboard_line_once")
        ]
        indexes = [models.Index(fields=["job", "position"], name="dashboard_line_order")]

    def __str__(self):
        return self.label


class Draft(TenantModel):
    """Words that a member has typed into a long field and not sent yet; ``key`` is the form's path and the field.

    ``base`` is what the field held when they began: if it holds something else by now, they are asked.
    """

    member = models.ForeignKey("accounts.Membership", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=300)
    text = models.TextField()
    base = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "member", "key"], name="dashboard_draft_once")
        ]

    def __str__(self):
        return self.key
