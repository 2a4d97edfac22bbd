"""What the API of projects takes. Parsing only; the actions decide."""

from rest_framework import serializers

from accounts.actions import UPDATE_MODES
from accounts.choices import Level


def amount(**options):
    """Hours as a decimal string; what is sensible the action knows."""
    return serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0, **options)


class AcceptBody(serializers.Serializer):
    """Who takes the deal over, by address."""

    project_manager = serializers.EmailField()
    lead_tech = serializers.EmailField()
    template = serializers.UUIDField(required=False, allow_null=True)


class PeopleBody(serializers.Serializer):
    """Who has the project from now on, by address; what is left out stays."""

    project_manager = serializers.EmailField(required=False)
    lead_tech = serializers.EmailField(required=False)


class HeadBody(serializers.Serializer):
    """What may be changed of a project's head directly; dates and people have acts of their own.

    ``update_mode`` "" is the organization's way.
    """

    title = serializers.CharField(max_length=200, required=False)
    update_mode = serializers.ChoiceField(UPDATE_MODES, required=False, allow_blank=True)


class ConfirmBody(serializers.Serializer):
    """What was seen."""

    seen = serializers.CharField(max_length=500)


class WaitBody(serializers.Serializer):
    """What the counterparty was asked for."""

    what = serializers.CharField(max_length=500)


class WaiveBody(serializers.Serializer):
    """Why it is waived."""

    reason = serializers.CharField(max_length=300)


class ReasonBody(serializers.Serializer):
    """Why; needed to hold, cancel and reopen."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class DatesBody(serializers.Serializer):
    """A start, an end, and how the customer heard of or agreed to them."""

    start = serializers.DateField()
    end = serializers.DateField()
    how = serializers.CharField(max_length=200)


class SendDatesBody(serializers.Serializer):
    """A start and an end to be told by mail; ``text`` has a default, ``contacts`` are ids."""

    start = serializers.DateField()
    end = serializers.DateField()
    text = serializers.CharField(max_length=2000, required=False)
    contacts = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=50)


class TaskBody(serializers.Serializer):
    """A new task; ``assignee`` by address."""

    title = serializers.CharField(max_length=200)
    phase = serializers.CharField(max_length=120, required=False, allow_blank=True)
    estimate = amount(required=False)
    skill_level = serializers.ChoiceField(choices=Level.choices, required=False, allow_blank=True)
    assignee = serializers.EmailField(required=False, allow_null=True)
    planned_start = serializers.DateField(required=False, allow_null=True)
    planned_end = serializers.DateField(required=False, allow_null=True)
    disruptive = serializers.BooleanField(required=False)
    visible_to_customer = serializers.BooleanField(required=False)
    delivers = serializers.CharField(max_length=300, required=False, allow_blank=True)
    after = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20)
    position = serializers.IntegerField(required=False, min_value=1, max_value=2_000_000_000)
    remaining = amount(required=False, allow_null=True)
    done = serializers.BooleanField(required=False)


class TaskChange(TaskBody):
    """Fields to change; ``remaining`` is the tech's own number, ``done`` completes or reopens."""

    title = serializers.CharField(max_length=200, required=False)


class MilestoneBody(serializers.Serializer):
    """A new milestone."""

    title = serializers.CharField(max_length=200)
    baseline_on = serializers.DateField()
    forecast_on = serializers.DateField(required=False, allow_null=True)


class MilestoneChange(serializers.Serializer):
    """Fields to change; ``reached_on`` null takes the reaching back. The baseline stays."""

    title = serializers.CharField(max_length=200, required=False)
    forecast_on = serializers.DateField(required=False, allow_null=True)
    reached_on = serializers.DateField(required=False, allow_null=True)


class TimeEntryBody(serializers.Serializer):
    """Hours worked; ``user`` by address, by default the member of the key."""

    task = serializers.UUIDField(required=False, allow_null=True)
    out_of_scope = serializers.UUIDField(required=False, allow_null=True)
    user = serializers.EmailField(required=False)
    on = serializers.DateField()
    hours = amount()
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    billable = serializers.BooleanField(required=False)


class TimeDelivery(TimeEntryBody):
    """Hours as another system keeps them, known by its id there."""

    out_of_scope = None  # such hours belong to an item that the other system does not know
    external_id = serializers.CharField(max_length=120)
    project = serializers.CharField(max_length=20, help_text="The project's number.")


class TimerBody(serializers.Serializer):
    """What the clock runs on: a task, an out-of-scope item, or a project as a whole."""

    project = serializers.CharField(max_length=20, help_text="The project's number.")
    task = serializers.UUIDField(required=False, allow_null=True)
    out_of_scope = serializers.UUIDField(required=False, allow_null=True)


class StopBody(serializers.Serializer):
    """``hours`` instead of what the clock shows; needed after twelve hours."""

    hours = amount(required=False)


class TimeEntryChange(serializers.Serializer):
    """Fields to correct."""

    task = serializers.UUIDField(required=False, allow_null=True)
    out_of_scope = serializers.UUIDField(required=False, allow_null=True)
    on = serializers.DateField(required=False)
    hours = amount(required=False)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    billable = serializers.BooleanField(required=False)
