"""Versions of the statement of work and who signed them. What was signed stays: the database refuses to change it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import TenantModel
from deals.choices import BillingModel
from projects.choices import SigningMethod, SigningStep, SowState

MEMBER = {"on_delete": models.PROTECT, "related_name": "+"}
MONEY = {"max_digits": 16, "decimal_places": 4, "default": 0}


class Sow(TenantModel):
    """One version. Texts hold one item a line; ``effort`` is ``[{phase, level, hours}]`` with hours as text.

    ``content`` is the canonical text of the whole document from the moment it is submitted, ``content_hash`` its
    SHA-256: signatures stand on that, pages and PDF are made from it (see ``projects.rules.sow``).
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="sows")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=SowState, default=SowState.DRAFT)
    objectives = models.TextField(_("objectives"), blank=True)
    deliverables = models.TextField(_("deliverables"), blank=True)
    exclusions = models.TextField(_("exclusions"), blank=True)
    assumptions = models.TextField(_("assumptions"), blank=True)
    customer_duties = models.TextField(_("what the customer does"), blank=True)
    acceptance_criteria = models.TextField(_("acceptance criteria"), blank=True)
    success_criteria = models.CharField(_("success criteria"), max_length=300, blank=True)
    what_could_go_wrong = models.CharField(_("what could go wrong"), max_length=300, blank=True)
    who_decides = models.CharField(_("who decides"), max_length=300, blank=True)
    price_basis = models.CharField(max_length=20, choices=BillingModel)
    price = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=3)
    effort = models.JSONField(default=list)
    written_by = models.ForeignKey("accounts.Membership", **MEMBER)
    change_order = models.ForeignKey("projects.ChangeOrder", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    rejected_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    rejected_at = models.DateTimeField(null=True)
    rejection = models.CharField(max_length=500, blank=True)
    content = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "project", "number"], name="projects_sow_number_once"),
            models.UniqueConstraint(
                fields=["organization", "project"],
                condition=models.Q(state=SowState.APPROVED),
                name="projects_sow_one_approved",
            ),
            models.UniqueConstraint(
                fields=["organization", "project"],
                condition=models.Q(state__in=[SowState.DRAFT, SowState.IN_REVIEW]),
                name="projects_sow_one_open",
            ),
        ]

    def __str__(self):
        return f"SoW v{self.number}"


class Signature(TenantModel):
    """Who approved exactly which content, as whom, when and how. Rows can be added, never changed."""

    step = models.CharField(max_length=16, choices=SigningStep)
    member = models.ForeignKey("accounts.Membership", null=True, **MEMBER)  # None: the customer's own answer
    name = models.CharField(max_length=200)
    method = models.CharField(max_length=14, choices=SigningMethod)
    reference = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=45, blank=True)
    content_hash = models.CharField(max_length=64)
    seen_at = models.DateTimeField(null=True)  # when the page that was signed had been opened
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "id"]

    def __str__(self):
        return f"{self.name}, {self.get_step_display()}"


class SowSignature(Signature):
    """A signature under a version of the SoW."""

    sow = models.ForeignKey(Sow, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "sow", "step"], name="projects_sow_signed_once")
        ]
