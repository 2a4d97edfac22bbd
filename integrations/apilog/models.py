"""One row per request of the API, kept 90 days."""

from django.db import models
from django.urls import reverse

from core.models import TenantModel
from core.words import Word


class ApiRequest(TenantModel):
    """What was asked and answered. ``body`` and ``answer`` (secrets masked) are kept of refused requests only."""

    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=500)
    status = models.PositiveSmallIntegerField()
    milliseconds = models.PositiveIntegerField()
    request_id = models.CharField(max_length=64)
    key = models.ForeignKey("accounts.ApiKey", null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-at", "id"], name="integrations_api_latest"),
            models.Index(fields=["organization", "key", "-at"], name="integrations_api_key"),
        ]

    def __str__(self):
        return f"{self.method} {self.path}"

    def get_absolute_url(self):
        """Its page. Needs the organization at hand."""
        return reverse("integrations:api_request", args=[self.organization.slug, self.pk])

    @property
    def word(self):
        """The status as ``core.words.Word``."""
        if self.status >= 500:
            return Word(str(self.status), "x-octagon-fill", "is-bad", "■")
        if self.status >= 400:
            return Word(str(self.status), "exclamation-triangle-fill", "is-warn", "▲")
        return Word(str(self.status), "check-lg", "is-done", "●")
