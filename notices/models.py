"""One row per person and thing they are told of."""

from django.db import models

from accounts.choices import NotificationEvent
from accounts.models import Membership
from core import clock
from core.models import TenantModel


class Notice(TenantModel):
    """A line in a member's inbox. ``key`` keeps the same thing from being told twice.

    ``in_digest`` says that the next digest of the morning takes it along; ``digested_at`` that one has.
    """

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="notices")
    event = models.CharField(max_length=20, choices=NotificationEvent)
    key = models.CharField(max_length=80)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300)  # below this site, beginning with a slash
    by = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)
    in_digest = models.BooleanField(default=False)
    digested_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "member", "event", "key"], name="notices_once")
        ]
        indexes = [
            models.Index(fields=["member", "-created_at", "-id"], name="notices_inbox"),
            models.Index(fields=["member"], name="notices_unread", condition=models.Q(read_at=None)),
            models.Index(
                fields=["member"],
                name="notices_for_digest",
                condition=models.Q(in_digest=True, digested_at=None),
            ),
        ]

    def __str__(self):
        return self.text
