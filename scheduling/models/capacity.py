"""What the reserve is computed with, and what takes people's time beside projects."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import TenantModel
from scheduling.choices import EntryKind


class CapacitySettings(TenantModel):
    """What the arithmetic of capacity takes from the organization; one row, the defaults hold without it."""

    utilization_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=Decimal(80),
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    reserve_percentile = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=Decimal(85),
        validators=[MinValueValidator(50), MaxValueValidator(99)],
    )
    growth_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(-50), MaxValueValidator(200)],
    )
    floor_l1 = models.DecimalField(
        max_digits=7, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    floor_l2 = models.DecimalField(
        max_digits=7, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    floor_l3 = models.DecimalField(
        max_digits=7, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    hours_per_request = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=Decimal("1.25"),
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(40)],
    )
    people_kept = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(50)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="scheduling_capacity_once")]

    def __str__(self):
        return "Capacity settings"

    def floor(self, level) -> Decimal:
        """The hours a week that contracts promise of a level."""
        return getattr(self, f"floor_{level.lower()}")


class CalendarEntry(TenantModel):
    """Leave, other work or on-call duty of a member; both days included, in the organization's zone."""

    member = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    hours_a_day = models.DecimalField(max_digits=4, decimal_places=2, null=True)  # null: the whole day
    note = models.CharField(_("note"), max_length=200, blank=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="scheduling_entry_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(hours_a_day=None) | models.Q(hours_a_day__gt=0, hours_a_day__lte=24),
                name="scheduling_entry_hours",
            ),
        ]
        indexes = [models.Index(fields=["organization", "ends_on"], name="scheduling_entry_end")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.starts_on}"
