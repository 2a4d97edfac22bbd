"""The clock that a technician has running on a task or an out-of-scope item."""

from django.db import models

from core.models import TenantModel


class Timer(TenantModel):
    """A member works on this since then; at most one each. It becomes time entries when it is stopped."""

    member = models.ForeignKey("accounts.Membership", on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey("projects.Task", null=True, on_delete=models.SET_NULL, related_name="+")
    out_of_scope = models.ForeignKey(
        "projects.OutOfScopeItem", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "member"], name="projects_timer_once")]

    def __str__(self):
        return f"{self.task or self.out_of_scope or self.project} since {self.started_at:%H:%M}"
