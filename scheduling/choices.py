"""Vocabulary of support and capacity: what a request asks for, how urgent it is, what takes people's time."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Priority(models.IntegerChoices):
    """1 is the most urgent, as every service desk counts."""

    CRITICAL = 1, _("Critical")
    HIGH = 2, _("High")
    NORMAL = 3, _("Normal")
    LOW = 4, _("Low")


class EntryKind(models.TextChoices):
    """What stands in a person's calendar beside projects."""

    LEAVE = "leave", _("Leave")
    OTHER_WORK = "other_work", _("Other work")
    ON_CALL = "on_call", _("On call")


class CancelCause(models.TextChoices):
    """Why a booking was taken back. A support interruption is a cause of lateness (domain: causes)."""

    SUPPORT = "support", _("Support interruption")
    SICK = "sick", _("Person away")
    CUSTOMER = "customer", _("Customer asked")
    PLAN = "plan", _("Plan changed")


@dataclass(frozen=True, slots=True)
class ShippedType:
    """A request type that every organization starts with."""

    key: str
    name: str
    counts_as_demand: bool
    must_be_scheduled: bool
    contractual: bool


# Whoever schedules a type takes its hours out of the unscheduled demand that the reserve protects.
SHIPPED_TYPES = (
    ShippedType("incident", _("Incident"), counts_as_demand=True, must_be_scheduled=False, contractual=True),
    ShippedType("problem", _("Problem"), counts_as_demand=True, must_be_scheduled=False, contractual=True),
    ShippedType("alert", _("Alert"), counts_as_demand=True, must_be_scheduled=False, contractual=True),
    ShippedType("how_to", _("How-to"), counts_as_demand=True, must_be_scheduled=False, contractual=True),
    ShippedType("move", _("Move"), counts_as_demand=False, must_be_scheduled=True, contractual=True),
    ShippedType("add", _("Add"), counts_as_demand=False, must_be_scheduled=True, contractual=True),
    ShippedType("change", _("Change"), counts_as_demand=False, must_be_scheduled=True, contractual=True),
    ShippedType("install", _("Install"), counts_as_demand=False, must_be_scheduled=True, contractual=False),
    ShippedType(
        "recurring_maintenance",
        _("Recurring maintenance"),
        counts_as_demand=False,
        must_be_scheduled=True,
        contractual=True,
    ),
    ShippedType(
        "on_site_visit", _("On-site visit"), counts_as_demand=False, must_be_scheduled=True, contractual=True
    ),
    ShippedType("project", _("Project"), counts_as_demand=False, must_be_scheduled=True, contractual=False),
)
