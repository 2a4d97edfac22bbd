"""What an organization keeps about itself and its people."""

import datetime as dt
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level, NotificationEvent, NotificationWay, Role
from accounts.models.directory import Membership
from core.calendar import WorkingCalendar
from core.models import ChangedAt, TenantModel

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


def monday_to_friday():
    """Default working days, Monday = 0."""
    return [0, 1, 2, 3, 4]


class OrganizationSettings(TenantModel):
    """One row per organization: working time, weekly update, thresholds. Times are local."""

    working_days = ArrayField(models.PositiveSmallIntegerField(choices=WEEKDAYS), default=monday_to_friday)
    day_starts = models.TimeField(default=dt.time(8))
    day_ends = models.TimeField(default=dt.time(17))
    daily_hours = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(8))
    draft_weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=3)
    draft_time = models.TimeField(default=dt.time(15))
    send_weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=4)
    send_time = models.TimeField(default=dt.time(15))
    update_mode = models.CharField(max_length=20, default="approve")  # updates.choices.UpdateMode, a higher app
    sender_name = models.CharField(max_length=120, blank=True)
    reply_to = models.EmailField(blank=True, default="", db_default="")  # empty: the project's manager
    holiday_country = models.CharField(
        max_length=2, blank=True, default="", db_default=""
    )  # ISO 3166; empty: own days only
    holiday_region = models.CharField(max_length=10, blank=True, default="", db_default="")
    # Public holidays on which the organization works all the same: refreshing does not bring them back.
    worked_holidays = ArrayField(
        models.DateField(), default=list, db_default=models.Value([], ArrayField(models.DateField()))
    )
    judged_from = models.DateTimeField(null=True, blank=True)  # verdicts stored before this moment are judged anew
    set_up_dismissed_at = models.DateTimeField(null=True, blank=True)
    # Budget: amber up to the larger of the two; time: amber up to max(1 day, min(days, percent of duration)).
    budget_amber_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(10))
    budget_amber_hours = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(2))
    time_amber_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(10))
    time_amber_days = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    reserve_enforced_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="accounts_settings_once")]

    def __str__(self):
        return "Settings"

    @property
    def working_day_words(self) -> str:
        """“Monday, Tuesday …”."""
        return ", ".join(str(name) for number, name in WEEKDAYS if number in self.working_days)

    def calendar(self, holidays) -> WorkingCalendar:
        """The working calendar of the organization with the given holiday dates."""
        return WorkingCalendar(frozenset(self.working_days), frozenset(holidays))


class Holiday(TenantModel):
    """A day on which the organization does not work."""

    on = models.DateField()
    name = models.CharField(max_length=120)
    is_public = models.BooleanField(
        default=False, db_default=False
    )  # from the country's list; else the organization's own
    updated_at = ChangedAt(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "on"], name="accounts_holiday_once")]

    def __str__(self):
        return f"{self.on} {self.name}"


class OrganizationLogo(TenantModel):
    """The logo as it is served (``accounts.logos``): a small PNG; ``Organization.logo`` is its id."""

    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="accounts_logo_once")]

    def __str__(self):
        return "Logo"


class StaffProfile(TenantModel):
    """Level, contract hours, phone, absence and quiet hours of a member.

    Absence includes both days, in the organization's zone; quiet hours are local to the member.
    """

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="profiles")
    level = models.CharField(max_length=2, choices=Level, blank=True)
    weekly_hours = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(40))
    phone = models.CharField(max_length=40, blank=True)
    absent_from = models.DateField(null=True, blank=True)
    absent_until = models.DateField(null=True, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "member"], name="accounts_profile_once"),
            models.CheckConstraint(
                condition=models.Q(absent_until__gte=models.F("absent_from")) | models.Q(absent_from=None),
                name="accounts_absence_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.member} {self.level}"


class CostRate(TenantModel):
    """What an hour of a member costs from a date on, in the home currency."""

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="cost_rates")
    starts_on = models.DateField()
    hourly = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "member", "starts_on"], name="accounts_rate_once"),
            models.CheckConstraint(condition=models.Q(hourly__gte=0), name="accounts_rate_not_negative"),
        ]

    def __str__(self):
        return f"{self.member} {self.hourly} from {self.starts_on}"


class ApiKey(TenantModel):
    """A credential that acts as one member within scopes. Only the digest is stored."""

    name = models.CharField(max_length=120)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="api_keys")
    digest = models.CharField(max_length=64)
    prefix = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=30))
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="accounts_apikey_once")]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"


class NotificationChoice(TenantModel):
    """How a member wants to be told of an event; without a row the usual way holds."""

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="notification_choices")
    event = models.CharField(max_length=20, choices=NotificationEvent)
    way = models.CharField(max_length=10, choices=NotificationWay)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "member", "event"], name="accounts_choice_once")
        ]

    def __str__(self):
        return f"{self.member}: {self.event} {self.way}"


class Invitation(TenantModel):
    """A person asked to join, with what they will be. The link's token is derived from the id, so that a mail
    sent again carries the same link; only its digest is stored (``core.models.TokenRoute``).
    """

    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    level = models.CharField(max_length=2, choices=Level, blank=True)
    weekly_hours = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(40))
    cost_rate = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="invitations")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="accounts_invited_once",
            )
        ]

    def __str__(self):
        return self.email
