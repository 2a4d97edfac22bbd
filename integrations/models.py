"""Where events may come from, and every event that came."""

from django.db import models
from django.urls import reverse

from core.models import ChangedAt, TenantModel
from integrations.apilog.models import ApiRequest
from integrations.choices import EventState, Preset
from integrations.outgoing.models import WebhookDelivery, WebhookSubscription
from integrations.words import event_word

__all__ = ["ApiRequest", "InboundEvent", "WebhookDelivery", "WebhookSource", "WebhookSubscription"]


class WebhookSource(TenantModel):
    """A system that may send deals. Its secret is derived from its id and ``serial``, never stored.

    ``preset`` says in which shape it speaks, ``mapping`` what its owner taught it (``presets.mapping``).
    """

    name = models.SlugField(max_length=60)
    preset = models.CharField(max_length=12, choices=Preset, default=Preset.NATIVE)
    mapping = models.JSONField(default=dict)
    serial = models.PositiveIntegerField(default=1)
    previous_until = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    updated_at = ChangedAt()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="integrations_source_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Its page. Needs the organization at hand."""
        return reverse("integrations:source", args=[self.organization.slug, self.pk])


class InboundEvent(TenantModel):
    """One event by the sender's own id, with what was sent and what we answered. Kept 90 days.

    ``external_id`` is the deal it speaks of; ``header_at`` and ``lines_at`` are the sender's instants of what it says.
    """

    source = models.ForeignKey(WebhookSource, on_delete=models.PROTECT, related_name="events")
    event_id = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    body = models.TextField()
    state = models.CharField(max_length=12, choices=EventState)
    external_id = models.CharField(max_length=120, blank=True, default="")
    header_at = models.DateTimeField(null=True)
    lines_at = models.DateTimeField(null=True)
    deal = models.ForeignKey("deals.Deal", null=True, on_delete=models.PROTECT, related_name="+")
    answer_status = models.PositiveSmallIntegerField(default=202)
    answer = models.JSONField(default=dict)
    attempts = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "source", "event_id"], name="integrations_event_once")
        ]
        indexes = [
            models.Index(fields=["organization", "-received_at", "id"], name="integrations_event_latest"),
            models.Index(fields=["organization", "deal"], name="integrations_event_deal"),
            models.Index(fields=["organization", "source", "external_id"], name="integrations_event_thing"),
        ]

    def __str__(self):
        return self.event_id

    def get_absolute_url(self):
        """Its page. Needs the organization at hand."""
        return reverse("integrations:event", args=[self.organization.slug, self.pk])

    @property
    def word(self):
        """The ``core.words.Word`` of what became of it."""
        return event_word(self)
