"""Bill of materials: what was sold, who delivers it and where it stands."""

from django.db import models

from core import clock
from core.models import TenantModel
from projects.choices import BomLineState
from projects.models.sow import MEMBER
from projects.rules.materials import portions_of


class BomLine(TenantModel):
    """One product on its way. Prices and costs per unit, in the project's currency.

    ``portions`` are quantities per state as decimal strings, None while all of it is in ``state``; of several,
    ``state`` is the one that is furthest behind (``rules.materials``). ``substitute`` is what comes instead: proposed
    by ``substitute_by``, approved once ``substitute_agreed`` says who at the customer agreed and how.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="bom_lines")
    position = models.PositiveSmallIntegerField()
    sku = models.CharField(max_length=80, blank=True)
    description = models.CharField(max_length=300)
    vendor = models.CharField(max_length=120, blank=True)
    order_number = models.CharField(max_length=80, blank=True)  # ours to the vendor
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit_cost = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    state = models.CharField(max_length=20, choices=BomLineState, default=BomLineState.TO_ORDER)
    portions = models.JSONField(null=True)
    eta = models.DateField(null=True)
    needed_by = models.DateField(null=True)
    is_critical = models.BooleanField(default=False)
    staging_days = models.PositiveSmallIntegerField(default=0)
    substitute = models.CharField(max_length=300, blank=True, default="", db_default="")
    substitute_why = models.CharField(max_length=300, blank=True, default="", db_default="")
    substitute_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    substitute_agreed = models.CharField(max_length=300, blank=True, default="", db_default="")
    source_line = models.ForeignKey("deals.DealLine", null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="projects_bom_not_negative")
        ]

    def __str__(self):
        return self.description

    @property
    def is_substitute_proposed(self):
        """Something else is proposed and waits for the approval."""
        return bool(self.substitute and not self.substitute_agreed)

    @property
    def quantities(self):
        """``{state: quantity}`` of every state that holds some."""
        return portions_of(self.state, self.quantity, self.portions)


class MaterialMove(TenantModel):
    """So many of a line went from one state to another. Only added to. ``serials`` are those that arrived with it."""

    line = models.ForeignKey(BomLine, on_delete=models.CASCADE, related_name="moves")
    source = models.CharField(max_length=20, choices=BomLineState)
    target = models.CharField(max_length=20, choices=BomLineState)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    note = models.CharField(max_length=300, blank=True)
    serials = models.JSONField(default=list, db_default=[])
    by = models.ForeignKey("accounts.Membership", **MEMBER)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.quantity} {self.source} > {self.target}"


class ArrivalChange(TenantModel):
    """The day of arrival of a line was said, or moved. Only added to."""

    line = models.ForeignKey(BomLine, on_delete=models.CASCADE, related_name="arrivals")
    was = models.DateField(null=True)
    now = models.DateField(null=True)
    by = models.ForeignKey("accounts.Membership", **MEMBER)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.was} > {self.now}"
