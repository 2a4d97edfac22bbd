"""Change orders: what alters an approved scope, with the request to the customer and the signatures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import TenantModel
from projects.choices import ChangeOrderState
from projects.models.sow import MEMBER, MONEY, Signature


class ChangeOrder(TenantModel):
    """Hours, price, cost, deliverables and the committed end, changed together or not at all.

    ``effort`` as in ``Sow``, hours below zero take work away. ``cost`` is internal: what it costs besides the
    hours. ``committed_end`` None leaves the end where it is. ``content`` and its hash as in ``Sow``, from the
    proposal on; it never holds the cost.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="change_orders")
    sequence = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=18, choices=ChangeOrderState, default=ChangeOrderState.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    reason = models.TextField(_("why"), blank=True)
    added = models.TextField(_("deliverables added"), blank=True)
    removed = models.TextField(_("deliverables removed"), blank=True)
    effort = models.JSONField(default=list)
    price = models.DecimalField(_("price"), **MONEY)
    cost = models.DecimalField(_("cost besides the hours"), **MONEY)
    currency = models.CharField(max_length=3)
    committed_end = models.DateField(_("new end"), null=True, blank=True)
    written_by = models.ForeignKey("accounts.Membership", **MEMBER)
    proposed_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    proposed_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # rejected or withdrawn
    ended_by = models.CharField(max_length=200, blank=True)
    ending = models.CharField(max_length=500, blank=True)
    content = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "sequence"], name="projects_change_number_once"
            )
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """``CO-1``, per project."""
        return f"CO-{self.sequence}"


class ChangeOrderSignature(Signature):
    """A signature under a change order."""

    change_order = models.ForeignKey(ChangeOrder, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "change_order", "step"], name="projects_change_signed_once"
            )
        ]


class ChangeOrderRequest(TenantModel):
    """One contact's link to answer one change order. The token is derived from the id, only its digest is stored."""

    change_order = models.ForeignKey(ChangeOrder, on_delete=models.CASCADE, related_name="requests")
    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey("accounts.Membership", **MEMBER)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "change_order", "contact"],
                condition=models.Q(revoked_at=None),
                name="projects_change_asked_once",
            )
        ]

    def __str__(self):
        return f"{self.change_order} {self.email}"
