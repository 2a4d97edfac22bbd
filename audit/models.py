"""The append-only record of who did what. The run-time role cannot change or delete a row."""

from django.db import models
from django.utils.translation import gettext as _

from core.models import TenantModel


class ActorKind(models.TextChoices):
    """Through which door the act came."""

    MEMBER = "member"
    API_KEY = "api_key"
    CONTACT = "contact"
    SYSTEM = "system"


class AuditEvent(TenantModel):
    """One act on one object: actor, verb, before and after."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=200)
    actor_key = models.CharField(max_length=120, blank=True, default="", db_default="")  # name of the API key then
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    object_label = models.CharField(max_length=300)
    project_id = models.UUIDField(null=True)
    project_number = models.CharField(max_length=20, blank=True)  # as people say it; audit stands below projects
    customer_id = models.UUIDField(null=True)
    changes = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, default="-")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["project_id", "-at"], name="audit_project"),
            models.Index(fields=["object_id", "-at"], name="audit_object"),
            models.Index(fields=["created_at"], name="audit_written"),
        ]

    def __str__(self):
        return f"{self.actor_name} {self.verb} {self.object_label}"

    @property
    def through(self):
        """How a machine acted for the actor: “by key crm”; empty when a person or the system acted itself."""
        if self.actor_kind != ActorKind.API_KEY:
            return ""
        return _("by key %s") % self.actor_key if self.actor_key else _("by an API key")


class AuditLink(TenantModel):
    """The place of one entry in the chain of ``audit.sealing``. Append-only like the entry itself."""

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="links")
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="audit_link_number_once"),
            models.UniqueConstraint(fields=["organization", "event"], name="audit_link_event_once"),
        ]

    def __str__(self):
        return f"{self.number} {self.digest[:12]}"
