"""Shapes of SoW versions and change orders in the API: what goes out and what comes in."""

from rest_framework import serializers

from accounts.api.people import PersonSerializer, person
from accounts.choices import Level
from customers.choices import BillingModel
from projects.actions.change_orders import SEEN_BY_A_PERSON
from projects.api.serializers import hours as amount
from projects.choices import ChangeOrderState, SigningMethod, SigningStep, SowState
from projects.rules.sow import MOST_LINES, MOST_TEXT, SECTIONS, effort_hours, hours_text


class EffortRow(serializers.Serializer):
    """Hours of one phase and level, as a decimal string; ``level`` empty is any."""

    phase = serializers.CharField(max_length=120, allow_blank=True, default="")
    level = serializers.ChoiceField(choices=Level.choices, allow_blank=True, default="")
    hours = serializers.DecimalField(max_digits=8, decimal_places=2)


class SignatureSerializer(serializers.Serializer):
    """Who signed exactly which text, as whom, when and how."""

    step = serializers.ChoiceField(choices=SigningStep.choices)
    name = serializers.CharField()
    method = serializers.ChoiceField(choices=SigningMethod.choices)
    reference = serializers.CharField()
    content_hash = serializers.CharField()
    at = serializers.DateTimeField()


class SowSerializer(serializers.Serializer):
    """One version. Texts hold one item a line; ``price`` is the agreed price, never a cost."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(source="number")
    state = serializers.ChoiceField(choices=SowState.choices)
    objectives = serializers.CharField()
    deliverables = serializers.CharField()
    exclusions = serializers.CharField()
    assumptions = serializers.CharField()
    customer_duties = serializers.CharField()
    acceptance_criteria = serializers.CharField()
    success_criteria = serializers.CharField()
    what_could_go_wrong = serializers.CharField()
    who_decides = serializers.CharField()
    price_basis = serializers.ChoiceField(choices=BillingModel.choices)
    price = amount()
    currency = serializers.CharField()
    effort = EffortRow(many=True)
    hours = serializers.SerializerMethodField()
    change_order = serializers.CharField(source="change_order.number", default=None, allow_null=True)
    written_by = serializers.SerializerMethodField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    rejected_at = serializers.DateTimeField(allow_null=True)
    rejection = serializers.CharField()
    content_hash = serializers.CharField()
    signatures = SignatureSerializer(source="signatures.all", many=True)
    updated_at = serializers.DateTimeField()

    def get_hours(self, sow) -> str:
        """The sum of the effort."""
        return f"{effort_hours(sow.effort):.2f}"

    def get_written_by(self, sow) -> PersonSerializer:
        """Who began the version."""
        return person(sow.written_by)


class ChangeOrderSerializer(serializers.Serializer):
    """One change order. ``cost`` is internal: what it costs besides the hours."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=ChangeOrderState.choices)
    title = serializers.CharField()
    reason = serializers.CharField()
    added = serializers.CharField()
    removed = serializers.CharField()
    effort = EffortRow(many=True)
    hours = serializers.SerializerMethodField()
    price = amount()
    cost = amount()
    currency = serializers.CharField()
    committed_end = serializers.DateField(allow_null=True)
    written_by = serializers.SerializerMethodField()
    proposed_at = serializers.DateTimeField(allow_null=True)
    effective_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_by = serializers.CharField()
    ending = serializers.CharField()
    content_hash = serializers.CharField()
    signatures = SignatureSerializer(source="signatures.all", many=True)
    updated_at = serializers.DateTimeField()

    def get_hours(self, order) -> str:
        """The sum of the effort; below zero takes work away."""
        return f"{effort_hours(order.effort):.2f}"

    def get_written_by(self, order) -> PersonSerializer:
        """Who wrote it."""
        return person(order.written_by)


def text(**options):
    """A text with one item a line."""
    return serializers.CharField(max_length=MOST_TEXT, required=False, allow_blank=True, **options)


class EffortBody(serializers.Serializer):
    """What both kinds of document take: hours as a table."""

    effort = EffortRow(many=True, required=False, max_length=MOST_LINES)

    def validate_effort(self, rows):
        """Rows as they are stored."""
        return [{**row, "hours": hours_text(row["hours"])} for row in rows]


class SowBody(EffortBody):
    """Fields of a draft; what is left out stays."""

    success_criteria = serializers.CharField(max_length=300, required=False, allow_blank=True)
    what_could_go_wrong = serializers.CharField(max_length=300, required=False, allow_blank=True)
    who_decides = serializers.CharField(max_length=300, required=False, allow_blank=True)
    price_basis = serializers.ChoiceField(choices=BillingModel.choices, required=False)

    def get_fields(self):
        """With the sections of the document."""
        return {name: text() for name, _label in SECTIONS} | super().get_fields()


class ChangeOrderChange(EffortBody):
    """Fields of a draft; what is left out stays."""

    title = serializers.CharField(max_length=200, required=False)
    reason = text()
    added = text()
    removed = text()
    price = serializers.DecimalField(max_digits=14, decimal_places=2, required=False)
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, required=False)
    committed_end = serializers.DateField(required=False, allow_null=True)


class ChangeOrderBody(ChangeOrderChange):
    """A new draft."""

    title = serializers.CharField(max_length=200)


class SeenBody(serializers.Serializer):
    """``content_hash`` of the text that was read: when it is no longer that one, nothing is signed (409)."""

    content_hash = serializers.CharField(max_length=64, required=False, allow_blank=True)


class SignBody(SeenBody):
    """As whom; left out: the first step the key's member may sign and nobody has."""

    step = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in (SigningStep.LEAD_TECH, SigningStep.PROJECT_MANAGER)],
        required=False,
    )


class WhyBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=500)


class AskBody(serializers.Serializer):
    """Ids of the contacts who are asked."""

    contacts = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=20)


class RecordBody(serializers.Serializer):
    """Who approved, how, and where it can be looked up."""

    name = serializers.CharField(max_length=200)
    method = serializers.ChoiceField(choices=[(one.value, one.label) for one in SEEN_BY_A_PERSON])
    reference = serializers.CharField(max_length=300)
