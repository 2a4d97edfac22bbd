"""Recovery codes: what lets a person in whose phone is gone."""

from django.db import models

from accounts.models.directory import User
from core.identifiers import uuid7


class RecoveryCode(models.Model):
    """Directory: one code of a person, as its keyed digest; it works once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_recovery_once")]

    def __str__(self):
        return f"Recovery code of {self.user_id}"
