"""A closed deal on its way to becoming a project."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

from accounts.choices import Level
from core.models import ChangedAt, TenantModel
from customers.choices import ContactRole
from deals.choices import BillingModel, ChangeDecision, DealState, LineKind, QuestionKind, RequestType
from deals.words import STATES


class Deal(TenantModel):
    """What sales closed. Partial data is welcome; ``deals.rules`` says what is missing to accept it."""

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=14, choices=DealState, default=DealState.RECEIVED)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="deals")
    customer_name = models.CharField(max_length=200)
    customer_external_id = models.CharField(max_length=120, blank=True)
    salesperson = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    salesperson_email = models.EmailField(blank=True)
    # Who looks after the deal until it is accepted; None: whoever comes first.
    project_manager = models.ForeignKey(
        "accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    currency = models.CharField(max_length=3)
    billing_model = models.CharField(max_length=20, choices=BillingModel, blank=True)
    won_on = models.DateField(null=True)
    po_number = models.CharField(max_length=60, blank=True)
    po_waived_reason = models.CharField(max_length=300, blank=True)
    signed_reference = models.CharField(max_length=200, blank=True)
    signed_url = models.URLField(max_length=500, blank=True)
    target_start = models.DateField(null=True)
    target_end = models.DateField(null=True)
    competing_deadlines = models.TextField(blank=True)
    sites = ArrayField(models.CharField(max_length=200), default=list)
    promises = ArrayField(models.CharField(max_length=500), default=list)
    exclusions = ArrayField(models.CharField(max_length=500), default=list)
    assumptions = ArrayField(models.CharField(max_length=500), default=list)
    # ``payload`` is the body the deal stands for now, ``source_body`` the last one its source sent: a
    # re-delivery is compared with the latter, so that it never undoes what people added here.
    payload = models.JSONField(default=dict)
    source_body = models.JSONField(default=dict)
    # What the source sent after the deal was decided: ``{received_at, changes, body}``; never applied by itself.
    pending_change = models.JSONField(null=True)
    # Codes of ``deals.rules.missing_items`` at the last change, so that a list needs no lines and contacts.
    missing = ArrayField(models.CharField(max_length=40), default=list)
    # The same codes as they were when the deal first came in: what sales forgets most.
    missing_at_receipt = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    # What the request is judged by besides its lines and dates; None: nobody has said.
    people = models.PositiveSmallIntegerField(null=True)
    outage_needed = models.BooleanField(null=True)
    third_party = models.BooleanField(null=True)
    questions = ArrayField(models.CharField(max_length=500), default=list)
    answer = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    returns = models.PositiveSmallIntegerField(default=0)
    recalls = models.PositiveSmallIntegerField(default=0, db_default=0)
    decline_reason = models.CharField(max_length=300, blank=True)
    other_request_type = models.CharField(max_length=60, blank=True, choices=RequestType)
    other_reference = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = ChangedAt()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "source", "external_id"], name="deals_deal_once"),
        ]
        indexes = [
            models.Index(fields=["state", "-received_at"], name="deals_by_state"),
            models.Index(fields=["-received_at", "-id"], name="deals_newest"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("deals:detail", args=[self.organization.slug, self.pk])

    @property
    def word(self):
        """The ``core.words.Word`` of the state."""
        return STATES[self.state]


class DealLine(TenantModel):
    """One sold line. ``hours`` and ``skill_level`` for labor; prices and costs are per unit."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    external_id = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=LineKind)
    description = models.CharField(max_length=300)
    sku = models.CharField(max_length=80, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=4, validators=[MinValueValidator(0)])
    unit = models.CharField(max_length=20, blank=True)
    hours = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    skill_level = models.CharField(max_length=2, choices=Level, blank=True)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    unit_cost = models.DecimalField(max_digits=14, decimal_places=4, null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "deal", "position"], name="deals_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="deals_line_not_negative"),
        ]

    def __str__(self):
        return self.description


class DealContact(TenantModel):
    """A person named in the deal, before they are a contact of the customer."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=12, blank=True, choices=ContactRole)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "deal", "position"], name="deals_contact_once"),
        ]

    def __str__(self):
        return self.name


class DealQuestion(TenantModel):
    """One question to sales: part of the list of a return (``round``), or a recall after the release."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="asked")
    kind = models.CharField(max_length=6, choices=QuestionKind)
    round = models.PositiveSmallIntegerField()  # the how-manieth return or recall of the deal
    position = models.PositiveSmallIntegerField(default=1)
    about = models.CharField(max_length=200, blank=True)  # the line or item in words; empty: the deal as a whole
    text = models.CharField(max_length=500)
    asked_by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "deal", "kind", "round", "position"], name="deals_question_once"
            )
        ]

    def __str__(self):
        return f"{self.about}: {self.text}" if self.about else self.text


class DealChange(TenantModel):
    """What was decided about one part of a change that came in after the deal had been decided."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="settled")
    part = models.CharField(max_length=160)
    changes = models.JSONField()  # of deals.differences.Change
    decision = models.CharField(max_length=12, choices=ChangeDecision)
    reason = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=60, blank=True)  # of the change order
    decided_by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "part"]
        indexes = [models.Index(fields=["deal", "decided_at"], name="deals_changes_of_deal")]

    def __str__(self):
        return self.part


class HandOffRules(TenantModel):
    """From where on a deal is a project, and the margin below which a hand-off warns. One row an organization."""

    least_hours = models.DecimalField(max_digits=8, decimal_places=2, default=8)
    least_people = models.PositiveSmallIntegerField(default=2)
    least_days = models.PositiveSmallIntegerField(default=5)  # working days from promised start to end
    outage_counts = models.BooleanField(default=True)
    hardware_counts = models.BooleanField(default=True)
    third_party_counts = models.BooleanField(default=True)
    lowest_margin = models.DecimalField(max_digits=5, decimal_places=2, default=15)  # percent of the price

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="deals_rules_once")]

    def __str__(self):
        return str(self.least_hours)
