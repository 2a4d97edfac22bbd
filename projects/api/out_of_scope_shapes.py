"""Shapes of out-of-scope work in the API: what goes out and what comes in."""

from rest_framework import serializers

from accounts.api.people import PersonSerializer, person
from accounts.choices import Level
from projects.actions.change_orders import SEEN_BY_A_PERSON
from projects.actions.out_of_scope_terms import OUT_OF_SCOPE_TERMS
from projects.api.serializers import hours as amount
from projects.choices import OutOfScopeCause, OutOfScopeMode, OutOfScopeState
from projects.models import OutOfScopeTerms
from projects.rules.sow import MOST_TEXT

METHODS = [(one.value, one.label) for one in SEEN_BY_A_PERSON]


def decimal(**options):
    """Hours or money that comes in: two places."""
    return serializers.DecimalField(max_digits=11, decimal_places=2, min_value=0, **options)


class OutOfScopeSerializer(serializers.Serializer):
    """One item. ``spend_limit`` is the most that is billed; ``cost`` is internal, what an absorbed one cost us.

    ``told_at`` null of an item that has started: the customer does not know, and ``tell_by`` says until when that may be.
    """

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=OutOfScopeState.choices)
    mode = serializers.ChoiceField(choices=OutOfScopeMode.choices)
    title = serializers.CharField()
    why = serializers.CharField()
    task = serializers.UUIDField(source="task_id", allow_null=True)
    hours = amount(allow_null=True)
    skill_level = serializers.CharField()
    price = amount(allow_null=True)
    spend_limit = amount(allow_null=True)
    currency = serializers.CharField()
    days_added = serializers.IntegerField()
    changes_deliverable = serializers.BooleanField()
    captured_by = serializers.SerializerMethodField()
    told_at = serializers.DateTimeField(allow_null=True)
    told_how = serializers.CharField()
    answer_by = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField()
    decision = serializers.CharField()
    emergency_reason = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    tell_by = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    billed = amount(allow_null=True)
    invoice_reference = serializers.CharField()
    cause = serializers.CharField()
    cost = amount(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    ending = serializers.CharField()
    change_order = serializers.UUIDField(source="change_order_id", allow_null=True)
    content_hash = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_captured_by(self, item) -> PersonSerializer:
        """Who wrote it down."""
        return person(item.captured_by)


class RunningSerializer(serializers.Serializer):
    """What the customer was told of in one currency: ``open`` is not invoiced yet, ``unpriced`` items have no price."""

    currency = serializers.CharField()
    count = serializers.IntegerField()
    open = amount()
    invoiced = amount()
    total = amount()
    unpriced = serializers.IntegerField()


class TotalsSerializer(serializers.Serializer):
    """The running total, a row per currency."""

    totals = RunningSerializer(many=True)


class CaptureChange(serializers.Serializer):
    """The words of an item that the customer has not read."""

    title = serializers.CharField(max_length=200, required=False)
    why = serializers.CharField(max_length=MOST_TEXT, required=False, allow_blank=True)


class CaptureBody(CaptureChange):
    """A new item; ``task`` is where it was met."""

    title = serializers.CharField(max_length=200)
    task = serializers.UUIDField(required=False, allow_null=True)


class EstimateBody(serializers.Serializer):
    """What it takes; what is left out stays. ``spend_limit`` null is the price."""

    mode = serializers.ChoiceField(choices=OutOfScopeMode.choices, required=False)
    hours = decimal(required=False)
    skill_level = serializers.ChoiceField(choices=Level.choices, required=False, allow_blank=True)
    price = decimal(required=False)
    spend_limit = decimal(required=False, allow_null=True)
    days_added = serializers.IntegerField(required=False, min_value=0, max_value=260)
    changes_deliverable = serializers.BooleanField(required=False)


class NotifyBody(serializers.Serializer):
    """The contact who gets the mail; or, where telling is enough, who was told and how."""

    contact = serializers.UUIDField(required=False)
    name = serializers.CharField(max_length=200, required=False)
    method = serializers.ChoiceField(choices=METHODS, required=False)


class StartBody(serializers.Serializer):
    """The reason starts it as an emergency."""

    emergency_reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class SettleExtraBody(serializers.Serializer):
    """How a dispute ended: ``upheld`` takes the item up where it stood."""

    upheld = serializers.BooleanField()
    reason = serializers.CharField(max_length=500)


class ReleaseBody(serializers.Serializer):
    """What is billed; left out: the price."""

    billed = decimal(required=False)


class InvoiceBody(serializers.Serializer):
    """The number of the invoice."""

    reference = serializers.CharField(max_length=120)


class AbsorbBody(serializers.Serializer):
    """Why we bear it; ``cost`` left out: the hours logged at their rates."""

    reason = serializers.CharField(max_length=500)
    cause = serializers.ChoiceField(choices=OutOfScopeCause.choices)
    cost = decimal(required=False)


class TermsSerializer(serializers.ModelSerializer):
    """What the organization agrees with its customers. ``preauthorized_limit`` is per project, in the home currency."""

    class Meta:
        model = OutOfScopeTerms
        fields = OUT_OF_SCOPE_TERMS
