"""Work that nobody sold: items from capture to bill, the customer's consent, and what an organization agrees on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from core import clock
from core.models import TenantModel
from projects.choices import OutOfScopeCause, OutOfScopeMode, OutOfScopeState
from projects.models.sow import MEMBER, Signature

AMOUNT = {"max_digits": 16, "decimal_places": 4, "null": True, "blank": True}


class OutOfScopeItem(TenantModel):
    """One piece of work outside the scope.

    ``price`` is estimated, ``spend_limit`` the most that may be billed without asking again, ``billed`` what is.
    ``content`` is the canonical text that the customer was told, ``content_hash`` its SHA-256 (``rules.sow``);
    empty before. ``tell_by`` runs for an emergency from its start. Hours logged on it are no hours of the project.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="out_of_scope")
    task = models.ForeignKey("projects.Task", null=True, on_delete=models.SET_NULL, related_name="+")
    sequence = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=OutOfScopeState, default=OutOfScopeState.CAPTURED)
    mode = models.CharField(_("consent"), max_length=13, choices=OutOfScopeMode, default=OutOfScopeMode.APPROVAL)
    title = models.CharField(_("what"), max_length=200)
    why = models.TextField(_("why"), blank=True)
    hours = models.DecimalField(_("hours"), max_digits=8, decimal_places=2, null=True, blank=True)
    skill_level = models.CharField(_("level"), max_length=2, choices=Level, blank=True)
    price = models.DecimalField(_("price"), **AMOUNT)
    spend_limit = models.DecimalField(_("at most"), **AMOUNT)
    currency = models.CharField(max_length=3)
    days_added = models.PositiveSmallIntegerField(_("days added to the end"), default=0)
    changes_deliverable = models.BooleanField(_("changes a deliverable"), default=False)
    captured_by = models.ForeignKey("accounts.Membership", **MEMBER)
    estimated_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    content = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    told_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=300, blank=True)
    answer_by = models.DateTimeField(null=True)  # until when the customer may approve
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)  # who approved, declined or disputed
    decision = models.CharField(max_length=500, blank=True)
    disputed_from = models.CharField(max_length=16, choices=OutOfScopeState, blank=True)
    emergency_reason = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(null=True)
    tell_by = models.DateTimeField(null=True)
    overdue_noted = models.BooleanField(default=False)  # the clock ran out, and the manager was told so
    done_at = models.DateTimeField(null=True)
    billed = models.DecimalField(_("to be billed"), **AMOUNT)
    invoice_reference = models.CharField(max_length=120, blank=True)
    cause = models.CharField(max_length=20, choices=OutOfScopeCause, blank=True)
    cost = models.DecimalField(_("what it cost us"), **AMOUNT)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=500, blank=True)  # why absorbed or withdrawn
    change_order = models.ForeignKey("projects.ChangeOrder", null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "sequence"], name="projects_extra_number_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=OutOfScopeState.INVOICED) | ~models.Q(invoice_reference=""),
                name="projects_extra_invoiced_where",
            ),
            models.CheckConstraint(
                condition=models.Q(started_at=None)
                | ~models.Q(emergency_reason="")
                | models.Q(told_at__isnull=False),
                name="projects_extra_told_first",
            ),
        ]
        indexes = [
            models.Index(  # few at any time, looked for on every home page
                fields=["started_at"],
                name="projects_extra_untold",
                condition=models.Q(started_at__isnull=False, told_at=None),
            ),
            models.Index(fields=["project", "state"], name="projects_extra_project"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """``OOS-1``, per project."""
        return f"OOS-{self.sequence}"


class OutOfScopeSignature(Signature):
    """The customer's consent to exactly one text of an item."""

    item = models.ForeignKey(OutOfScopeItem, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "item", "content_hash"], name="projects_extra_signed_once"
            )
        ]


class OutOfScopeRequest(TenantModel):
    """A contact's link to one item: approve it, or object to what they were told. It takes one answer."""

    item = models.ForeignKey(OutOfScopeItem, on_delete=models.CASCADE, related_name="requests")
    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey("accounts.Membership", **MEMBER)
    expires_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)  # None: no reminder is left
    answered_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "item"],
                condition=models.Q(revoked_at=None, answered_at=None),
                name="projects_extra_asked_once",
            )
        ]

    def __str__(self):
        return f"{self.item} {self.email}"


class OutOfScopeTerms(TenantModel):
    """What the organization agrees with its customers on such work. One row an organization.

    ``preauthorized_limit`` per project in the home currency, zero agrees to nothing beforehand; above
    ``promotion_hours`` or ``promotion_days`` (working days added to the end) an item becomes a change order.
    """

    preauthorized_limit = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    promotion_hours = models.DecimalField(max_digits=6, decimal_places=2, default=8)
    promotion_days = models.PositiveSmallIntegerField(default=0)
    emergency_hours = models.DecimalField(max_digits=4, decimal_places=2, default=4)
    answer_days = models.PositiveSmallIntegerField(default=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="projects_extra_terms_once")]

    def __str__(self):
        return str(self.preauthorized_limit)
