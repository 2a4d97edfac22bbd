"""The outbox. A mail that must go is a row, rendered once, written in the business transaction."""

from django.db import models
from django.db.models.functions import Lower

from core import clock
from core.identifiers import uuid7
from core.models import ChangedAt, TenantModel
from mailing.choices import MailState


class MailFields(models.Model):
    """What a mail is, and how far it has come.

    ``next_attempt_at`` means for a waiting mail when it is due, for an unknown one when asking ends.
    ``leased_by`` names the run that holds the mail; every later statement of that run asks for it.
    ``updated_at`` is written by hand in updates that pass by ``save()``.
    """

    kind = models.CharField(max_length=40)
    to_name = models.CharField(max_length=200, blank=True)
    to_email = models.EmailField()
    from_name = models.CharField(max_length=200, blank=True)
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_expires_at = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=64, blank=True)
    may_have_arrived_twice = models.BooleanField(default=False)
    last_error = models.CharField(max_length=500, blank=True)
    accepted_at = models.DateTimeField(null=True)
    updated_at = ChangedAt()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.kind} to {self.to_email}"


class OutgoingMail(TenantModel, MailFields):
    """A mail of an organization to one person. ``audience`` says who reads it."""

    audience = models.CharField(max_length=10, blank=True)
    contact_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "idempotency_key"], name="mailing_mail_once")
        ]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="mailing_next"),
            models.Index(fields=["-created_at", "-id"], name="mailing_newest"),
        ]


class ProjectNotice(TenantModel):
    """The once-promise: this recipient was told about this project, week and version exactly once."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="notices")
    recipient = models.EmailField()
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="notices")
    week_start = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "recipient", "project", "week_start", "version"], name="mailing_told_once"
            )
        ]

    def __str__(self):
        return f"{self.recipient} {self.week_start} v{self.version}"


class SuppressedAddress(TenantModel):
    """An address that must not be written to any more (hard bounce, complaint)."""

    email = models.EmailField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("organization", Lower("email"), name="mailing_suppressed_once")]

    def __str__(self):
        return self.email


class AccountMail(MailFields):
    """Directory: a mail about a person's account (password reset, invitation)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idempotency_key"], name="mailing_accountmail_once")]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mailing_account_next")]
