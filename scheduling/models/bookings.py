"""Project work in people's calendars."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from core import clock
from core.models import TenantModel
from scheduling.choices import CancelCause

MEMBER = {"on_delete": models.PROTECT, "related_name": "+"}


class InstantRange(models.Func):
    """PostgreSQL's ``tstzrange``: the start belongs to it, the end does not."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Booking(TenantModel):
    """A block of project work of one person. The database refuses two at the same time.

    ``level`` is the person's own when it was booked: that level is charged. Cancelled ones stay, so that the reason
    is known and the act can be undone. An override is a block that breaks the reserve, allowed by a person.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="bookings")
    task = models.ForeignKey("projects.Task", null=True, on_delete=models.SET_NULL, related_name="bookings")
    member = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="bookings")
    level = models.CharField(_("level"), max_length=2, choices=Level)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    booked_by = models.ForeignKey("accounts.Membership", **MEMBER)
    override_reason = models.CharField(max_length=300, blank=True)
    override_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    override_until = models.DateField(null=True)  # to be decided anew after this day
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    cancel_cause = models.CharField(max_length=20, choices=CancelCause, blank=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="scheduling_booking_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(override_by=None, override_until=None)
                | (
                    ~models.Q(override_reason="")
                    & models.Q(override_by__isnull=False, override_until__isnull=False)
                ),
                name="scheduling_booking_override_whole",
            ),
            ExclusionConstraint(
                name="scheduling_booking_once",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    (InstantRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(cancelled_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "ends_at"],
                name="scheduling_booking_ends",
                condition=models.Q(cancelled_at=None),
            ),
            models.Index(fields=["organization", "updated_at"], name="scheduling_booking_changed"),
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d %H:%M} – {self.ends_at:%H:%M}"
