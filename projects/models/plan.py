"""Tasks, milestones and the time logged on them."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from core import clock
from core.models import TenantModel


class Task(TenantModel):
    """A piece of work. ``remaining`` is the tech's own number; None means it follows from the estimate."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveIntegerField()
    phase = models.CharField(_("phase"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=200)
    estimate = models.DecimalField(_("estimate"), max_digits=10, decimal_places=2, default=0)
    skill_level = models.CharField(_("level"), max_length=2, choices=Level, blank=True)
    assignee = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="tasks")
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    actual = models.DecimalField(max_digits=10, decimal_places=2, default=0, editable=False)  # sum of its entries
    remaining = models.DecimalField(_("remaining"), max_digits=10, decimal_places=2, null=True, blank=True)
    remaining_at = models.DateTimeField(null=True, editable=False)
    reached_estimate_at = models.DateTimeField(null=True, editable=False)  # since when it may be unconfirmed
    disruptive = models.BooleanField(_("disruptive"), default=False)
    visible_to_customer = models.BooleanField(_("visible to customer"), default=True)
    delivers = models.CharField(_("delivers"), max_length=300, blank=True, default="", db_default="")  # SoW's line
    done_at = models.DateTimeField(null=True, editable=False)
    booked = models.JSONField(default=list, db_default=[], editable=False)  # [day, hours] each; kept by scheduling
    template_key = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    source_line = models.ForeignKey("deals.DealLine", null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(estimate__gte=0), name="projects_estimate_not_negative"),
            models.CheckConstraint(
                condition=models.Q(remaining__gte=0) | models.Q(remaining=None),
                name="projects_remaining_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "position"], name="projects_task_order"),
            models.Index(  # few at any time, looked for on every home page
                fields=["reached_estimate_at"],
                name="projects_task_unconfirmed",
                condition=models.Q(done_at=None, remaining=None, reached_estimate_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title


class Milestone(TenantModel):
    """A point the customer can see: baseline, forecast, reached."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    baseline_on = models.DateField(_("planned"))
    forecast_on = models.DateField(_("forecast"), null=True, blank=True)
    reached_on = models.DateField(_("reached"), null=True, blank=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["baseline_on", "id"]

    def __str__(self):
        return self.title


class TimeEntry(TenantModel):
    """Hours of one person on one day. Without a task it counts on the project as a whole.

    Hours on an out-of-scope item are billed by it and are no part of the project's budget, actual or health.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="time_entries")
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="time_entries")
    out_of_scope = models.ForeignKey(
        "projects.OutOfScopeItem", null=True, on_delete=models.PROTECT, related_name="time_entries", db_index=False
    )
    member = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="time_entries")
    on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=2, validators=[MinValueValidator(0)])
    cost_rate = models.DecimalField(max_digits=10, decimal_places=2, null=True)  # the member's rate on that day
    billable = models.BooleanField(default=True)
    note = models.CharField(max_length=500, blank=True)
    external_id = models.CharField(
        max_length=120, blank=True, default="", db_default=""
    )  # where a PSA is the master
    entered_by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="projects_time_positive"),
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=~models.Q(external_id=""),
                name="projects_time_external_once",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-on"], name="projects_time_project"),
            models.Index(fields=["member", "on"], name="projects_time_member"),
        ]

    def __str__(self):
        return f"{self.hours} h on {self.on}"
