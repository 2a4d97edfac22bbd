"""Bill of materials: what was sold, who delivers it and where it stands."""

from django.db import models

from core import clock
from core.models import TenantModel
from projects.choices import BomLineState


class BomLine(TenantModel):
    """One sold product on its way. Prices and costs per unit, in the project's currency."""

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
    eta = models.DateField(null=True)
    is_critical = models.BooleanField(default=False)
    staging_days = models.PositiveSmallIntegerField(default=0)
    source_line = models.ForeignKey("deals.DealLine", null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="projects_bom_not_negative")
        ]

    def __str__(self):
        return self.description
