"""What the customer purchased: the signed quote or order with its lines, differences resolved, the customer's link."""

from django.db import models

from core import clock
from core.models import TenantModel
from projects.choices import DifferenceOutcome, PurchaseKind, ReconciledSide
from projects.models.sow import MEMBER


class Purchase(TenantModel):
    """A list that the customer confirmed. A later one replaces it; replaced ones stay."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="purchases")
    kind = models.CharField(max_length=16, choices=PurchaseKind)
    reference = models.CharField(max_length=120)
    document = models.ForeignKey("files.Document", null=True, on_delete=models.SET_NULL, related_name="+")
    as_sold = models.BooleanField(default=False)  # whoever recorded it saw that it matches line by line
    is_copy = models.BooleanField(default=False)  # something differs, and nobody has said yet what
    recorded_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    confirmed_by = models.CharField(max_length=200, blank=True)  # the customer's person, by the page behind a link
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project"],
                condition=models.Q(replaced_at=None),
                name="projects_purchase_current",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.reference}"


class PurchaseLine(TenantModel):
    """A line of the customer's list; price per unit in the project's currency. ``sold_line`` by hand or from the copy."""

    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    external_id = models.CharField(max_length=120, blank=True)
    sku = models.CharField(max_length=80, blank=True)
    description = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    sold_line = models.ForeignKey("deals.DealLine", null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="projects_purchased_not_negative")
        ]

    def __str__(self):
        return self.description


class Resolution(TenantModel):
    """How a difference was resolved, by whom. It counts while both sides have the values it was made for."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="resolutions")
    item = models.CharField(max_length=60)  # rules.reconciliation.Row.item
    side = models.CharField(max_length=10, choices=ReconciledSide)
    fingerprint = models.CharField(max_length=64)
    outcome = models.CharField(max_length=14, choices=DifferenceOutcome)
    said = models.CharField(max_length=500)  # what differed, in words
    reason = models.CharField(max_length=500, blank=True)
    change_order = models.ForeignKey("projects.ChangeOrder", null=True, **MEMBER)
    name = models.CharField(max_length=200)
    by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)  # None: the customer's person
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["project", "item"], name="projects_resolution_of")]

    def __str__(self):
        return self.said


class PurchaseRequest(TenantModel):
    """One contact's link to answer what differs. The token is derived from the id, only its digest is stored.

    ``answers``: ``[{item, said, choice, comment}]``, as given.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="purchase_requests")
    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey("accounts.Membership", **MEMBER)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=list)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "contact"],
                condition=models.Q(revoked_at=None, answered_at=None),
                name="projects_purchase_asked_once",
            )
        ]

    def __str__(self):
        return f"{self.project} {self.email}"
