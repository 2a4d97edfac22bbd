"""Support's requests by type, and their sums per day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from core import clock
from core.models import TenantModel
from scheduling.choices import Priority


class RequestType(TenantModel):
    """A kind of request. Types that count as support demand are what the reserve protects."""

    key = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField()
    counts_as_demand = models.BooleanField(_("counts as support demand"))
    must_be_scheduled = models.BooleanField(_("must be scheduled"))
    contractual = models.BooleanField(_("contractual"))
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="scheduling_requesttype_once")]

    def __str__(self):
        return self.name


class SupportRequest(TenantModel):
    """A ticket of the service desk as its own system tells it; known by its id there."""

    external_id = models.CharField(max_length=120)
    title = models.CharField(_("title"), max_length=300, blank=True)
    request_type = models.ForeignKey(RequestType, on_delete=models.PROTECT, related_name="requests")
    level = models.CharField(_("level"), max_length=2, choices=Level, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    assignee = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    customer_name = models.CharField(max_length=200, blank=True)  # as the service desk writes it
    hours = models.DecimalField(max_digits=8, decimal_places=2, null=True)  # logged so far; null: only counted
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "external_id"], name="scheduling_supportrequest_once"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(closed_at__gte=models.F("opened_at")),
                name="scheduling_supportrequest_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "opened_at"], name="scheduling_request_opened"),
            models.Index(fields=["organization", "updated_at"], name="scheduling_request_heard"),
            models.Index(
                fields=["organization", "assignee"],
                condition=models.Q(closed_at__isnull=True),
                name="scheduling_request_open",
            ),
        ]

    def __str__(self):
        return f"{self.external_id} {self.title}".strip()


class DemandDay(TenantModel):
    """The requests that came in on one local day, summed, so that no page reads single requests.

    ``hours`` are those logged; ``counted`` requests have none and stand for the organization's hours per request.
    """

    on = models.DateField()
    level = models.CharField(max_length=2, choices=Level)  # requests without a level are the lowest one's
    request_type = models.ForeignKey(RequestType, on_delete=models.PROTECT, related_name="+")
    is_in_hours = models.BooleanField()  # came in within the working hours; else on-call's, not the day's
    requests = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    hours = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "on", "level", "request_type", "is_in_hours"],
                name="scheduling_demandday_once",
            )
        ]

    def __str__(self):
        return f"{self.on} {self.level}: {self.requests}"
