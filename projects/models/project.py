"""The project: people, promises, and the stored result of the last health computation."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import TenantModel
from deals.choices import BillingModel
from projects.choices import Color, ProjectClass, ProjectStatus

HOURS = {"max_digits": 12, "decimal_places": 4, "default": 0}
MEMBER = {"on_delete": models.PROTECT, "related_name": "+"}


class ProjectNumber(TenantModel):
    """The counter behind ``P-0001``; its row is locked while a number is taken."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="projects_number_once")]

    def __str__(self):
        return str(self.last)


class Project(TenantModel):
    """One project of one customer.

    Hours are ``Decimal``. ``time_*`` and ``budget_*`` hold the last result of
    ``projects.rules.health`` so that a list of fifty needs no computation; every action that
    changes a fact refreshes them in the same transaction, the daily job as days pass.
    """

    sequence = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="projects")
    deal = models.ForeignKey("deals.Deal", null=True, on_delete=models.PROTECT, related_name="projects")
    status = models.CharField(max_length=12, choices=ProjectStatus, default=ProjectStatus.NOT_STARTED)
    project_class = models.CharField(
        max_length=10, choices=ProjectClass, default=ProjectClass.STANDARD, db_default=ProjectClass.STANDARD
    )
    template_name = models.CharField(max_length=140, blank=True, default="", db_default="")  # with its version
    template_version = models.ForeignKey(
        "projects.TemplateVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    status_reason = models.CharField(max_length=300, blank=True)
    project_manager = models.ForeignKey("accounts.Membership", **MEMBER)
    lead_tech = models.ForeignKey("accounts.Membership", **MEMBER)
    salesperson = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    billing_model = models.CharField(max_length=20, choices=BillingModel)
    currency = models.CharField(max_length=3)
    agreed_price = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    sold_hours = models.DecimalField(**HOURS)
    sold_levels = models.JSONField(default=dict)  # sold hours per skill level, as decimal strings
    # The scope as approved (projects.actions.scope keeps these): None until a SoW is, then what was sold counts no more.
    scope_hours = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    scope_levels = models.JSONField(null=True)
    change_hours = models.DecimalField(**HOURS, db_default=0)  # sums of the approved change orders
    change_levels = models.JSONField(null=True)
    change_price = models.DecimalField(max_digits=16, decimal_places=4, default=0, db_default=0)
    change_cost = models.DecimalField(max_digits=16, decimal_places=4, default=0, db_default=0)
    sold_labor_cost = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    accepted_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    started_on = models.DateField(null=True)  # the earlier of the first hour's day and the next field
    started_by_hand_on = models.DateField(null=True)  # when a status began the work without an hour
    # When it was first known that work had begun, or had begun again after an end: no week before owes an update.
    work_known_at = models.DateTimeField(null=True)
    delivered_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)  # closed or cancelled: no update is owed any more
    baseline_start = models.DateField(null=True)
    baseline_end = models.DateField(null=True)
    committed_start = models.DateField(null=True)
    committed_end = models.DateField(null=True)
    plan_approved_at = models.DateTimeField(null=True)
    told_start = models.DateField(null=True)  # what the customer was last told
    told_end = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)
    dates_moved_at = models.DateTimeField(null=True)  # since when the forecast has passed what was told
    remaining_revised_at = models.DateTimeField(null=True)
    update_mode = models.CharField(max_length=20, blank=True)  # empty: the organization's

    forecast_end = models.DateField(null=True)
    time_color = models.CharField(max_length=14, choices=Color, default=Color.NOT_SCHEDULED)
    time_grounds = models.CharField(max_length=40, blank=True)  # the rules' code; empty until the next computation
    slip_days = models.IntegerField(null=True)
    budget_color = models.CharField(max_length=14, choices=Color, default=Color.TOO_EARLY)
    bac = models.DecimalField(**HOURS)
    ac = models.DecimalField(**HOURS)
    etc = models.DecimalField(**HOURS)
    eac = models.DecimalField(**HOURS)
    variance_percent = models.DecimalField(max_digits=20, decimal_places=8, null=True)
    health = models.JSONField(default=dict)  # reasons, cost and the computation, as the rules returned them
    health_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "sequence"], name="projects_sequence_once")]
        indexes = [
            models.Index(fields=["status", "-sequence"], name="projects_by_status"),
            models.Index(fields=["project_manager", "status"], name="projects_by_manager"),
            models.Index(fields=["-updated_at", "-id"], name="projects_by_change"),
            models.Index(
                fields=["dates_moved_at"], name="projects_moved", condition=models.Q(dates_moved_at__isnull=False)
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def original_hours(self):
        """Hours of the approved SoW, before that what was sold."""
        return self.sold_hours if self.scope_hours is None else self.scope_hours

    @property
    def current_price(self):
        """The agreed price with the approved change orders."""
        return self.agreed_price + self.change_price

    @property
    def number(self) -> str:
        """The number people use: ``P-0001``, per organization."""
        return f"P-{self.sequence:04d}"

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.organization.slug, self.number])
