"""Who is told, and every message to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from core.models import ChangedAt, TenantModel
from integrations.outgoing.choices import DeliveryState, EventKind


class WebhookSubscription(TenantModel):
    """An address that is told of events. Its secret is derived from id and ``serial``, never stored."""

    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=40, choices=EventKind), default=list)
    serial = models.PositiveIntegerField(default=1)
    previous_until = models.DateTimeField(null=True)  # until then the secret before the rotation signs too
    paused_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)  # by us, after three days of failures
    starts_at = models.DateTimeField()  # told of what was written from here on
    updated_at = ChangedAt()

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="integrations_subscr_latest")]

    def __str__(self):
        return self.url

    def get_absolute_url(self):
        """Its page. Needs the organization at hand."""
        return reverse("integrations:outgoing_one", args=[self.organization.slug, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is told of anything now."""
        return self.paused_at is None and self.disabled_at is None


class WebhookDelivery(TenantModel):
    """One message to one subscription: what is sent, how often it was tried, what came back. Kept 90 days."""

    subscription = models.ForeignKey(WebhookSubscription, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey("audit.AuditEvent", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, choices=EventKind)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer_status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subscription", "event", "kind"], name="integrations_delivery_once"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "state", "next_at"], name="integrations_delivery_due"),
            models.Index(fields=["organization", "subscription", "-created_at"], name="integrations_delivery_log"),
            models.Index(fields=["organization", "event"], name="integrations_delivery_event"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"
