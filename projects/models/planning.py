"""What stands round the tasks of a plan: which follows which, what was approved, what is proposed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from core import clock
from core.models import TenantModel
from projects.choices import ProposalState

MEMBER = {"on_delete": models.PROTECT, "related_name": "+"}
HOURS = {"max_digits": 12, "decimal_places": 2}


class TaskLink(TenantModel):
    """Finish to start: ``after`` begins when ``before`` is finished. Both of the same project, never in a circle."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="task_links")
    before = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="followers")
    after = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "after", "before"], name="projects_tasklink_once"),
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")), name="projects_tasklink_not_itself"
            ),
        ]

    def __str__(self):
        return f"{self.before_id} > {self.after_id}"


class PlanBaseline(TenantModel):
    """The plan as it was approved. Rows can be added, never changed: the database refuses it (core.db.grants)."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="baselines")
    number = models.PositiveSmallIntegerField()
    approved_by = models.ForeignKey("accounts.Membership", **MEMBER)
    approved_at = models.DateTimeField()
    hours = models.DecimalField(**HOURS)
    agreed_hours = models.DecimalField(**HOURS)  # what SoW and change orders asked for at that moment
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "number"], name="projects_baseline_number_once"
            )
        ]

    def __str__(self):
        return _("Baseline %d") % self.number


class BaselineTask(TenantModel):
    """A task as it was approved. ``task`` names the row of the plan, which may be gone by now."""

    baseline = models.ForeignKey(PlanBaseline, on_delete=models.PROTECT, related_name="rows")
    task = models.UUIDField()
    position = models.PositiveIntegerField()
    phase = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    estimate = models.DecimalField(max_digits=10, decimal_places=2)
    skill_level = models.CharField(max_length=2, choices=Level, blank=True)
    assignee_name = models.CharField(max_length=200, blank=True)
    planned_start = models.DateField(null=True)
    planned_end = models.DateField(null=True)
    starts_on = models.DateField(null=True)  # as the forecast of that moment laid it
    ends_on = models.DateField(null=True)
    disruptive = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "baseline", "task"], name="projects_baselinetask_once")
        ]

    def __str__(self):
        return self.title


class PlanProposal(TenantModel):
    """Changes of the plan that somebody asks the lead tech for (``rules.proposals`` says what ``changes`` holds)."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="plan_proposals")
    by = models.ForeignKey("accounts.Membership", **MEMBER)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    note = models.CharField(_("note"), max_length=500, blank=True)
    changes = models.JSONField(default=list)
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=500, blank=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "by"],
                condition=models.Q(state=ProposalState.DRAFT),
                name="projects_proposal_one_draft",
            )
        ]

    def __str__(self):
        return self.note or str(_("Proposal of %s") % self.by.name)
