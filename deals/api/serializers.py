"""Shapes of deals in the API. What POST takes is ``deals.body.DealBody``; here is what comes back."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.people import PersonSerializer
from deals import queries
from deals.models import Deal, DealContact, DealLine


class ItemSerializer(serializers.Serializer):
    """One entry of a checklist."""

    code = serializers.CharField()
    detail = serializers.CharField()


class ChangeSerializer(serializers.Serializer):
    """One field that a re-delivery changed; ``field`` is a path such as ``lines[2].hours``."""

    field = serializers.CharField()
    old = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)


class DealCustomerSerializer(serializers.Serializer):
    """Whom the deal names, and the customer it was linked with (``id`` null while unconfirmed)."""

    id = serializers.UUIDField(source="customer_id", allow_null=True)
    external_id = serializers.CharField(source="customer_external_id")
    name = serializers.SerializerMethodField()

    def get_name(self, deal) -> str:
        """The customer's own name once linked."""
        return deal.customer.name if deal.customer_id else deal.customer_name


class SignedDocumentSerializer(serializers.Serializer):
    """The signed quote or SoW."""

    reference = serializers.CharField(source="signed_reference")
    url = serializers.CharField(source="signed_url")


class DealLineSerializer(serializers.ModelSerializer):
    """One sold line."""

    class Meta:
        model = DealLine
        fields = [
            "external_id",
            "kind",
            "description",
            "sku",
            "quantity",
            "unit",
            "hours",
            "skill_level",
            "unit_price",
            "unit_cost",
        ]


class DealContactSerializer(serializers.ModelSerializer):
    """A person named in the deal."""

    class Meta:
        model = DealContact
        fields = ["name", "email", "phone", "role"]


class DealSummarySerializer(serializers.ModelSerializer):
    """A deal in a list: everything but lines, contacts and advice, so that fifty cost one statement."""

    customer = DealCustomerSerializer(source="*")
    salesperson = PersonSerializer(allow_null=True)
    project_manager = PersonSerializer(allow_null=True, help_text="Who looks after it until it is accepted.")
    signed_document = SignedDocumentSerializer(source="*")
    missing = serializers.SerializerMethodField()

    class Meta:
        model = Deal
        fields = [
            "id",
            "state",
            "source",
            "external_id",
            "number",
            "title",
            "customer",
            "sites",
            "salesperson",
            "salesperson_email",
            "project_manager",
            "currency",
            "billing_model",
            "won_on",
            "po_number",
            "po_waived_reason",
            "signed_document",
            "target_start",
            "target_end",
            "competing_deadlines",
            "promises",
            "exclusions",
            "assumptions",
            "missing",
            "received_at",
            "accepted_at",
            "updated_at",
        ]

    @extend_schema_field(ItemSerializer(many=True))
    def get_missing(self, deal):
        """What keeps the deal from being ready."""
        return as_items(queries.missing_words(deal.missing))


class DealSerializer(DealSummarySerializer):
    """One deal, whole."""

    lines = DealLineSerializer(many=True)
    contacts = DealContactSerializer(many=True)
    advice = serializers.SerializerMethodField()

    class Meta(DealSummarySerializer.Meta):
        fields = [
            *DealSummarySerializer.Meta.fields,
            "lines",
            "contacts",
            "advice",
            "questions",
            "answer",
            "returned_at",
            "returns",
            "decline_reason",
            "other_request_type",
            "other_reference",
            "pending_change",
        ]

    @extend_schema_field(ItemSerializer(many=True))
    def get_missing(self, deal):
        """What keeps the deal from being ready."""
        return as_items(queries.missing(deal))

    @extend_schema_field(ItemSerializer(many=True))
    def get_advice(self, deal):
        """What would make the hand-off better, most useful first; never blocks."""
        return as_items(queries.advice(deal))


class ReceivedSerializer(DealSerializer):
    """The answer to POST: the deal, and on a re-delivery what it changed."""

    changes = ChangeSerializer(many=True)

    class Meta(DealSerializer.Meta):
        fields = [*DealSerializer.Meta.fields, "changes"]


class ReturnBody(serializers.Serializer):
    """One consolidated list of questions."""

    questions = serializers.ListField(child=serializers.CharField(max_length=500), min_length=1, max_length=50)


class AnswerBody(serializers.Serializer):
    """The answer of sales."""

    answer = serializers.CharField(max_length=5000)


class DeclineBody(serializers.Serializer):
    """Why we do not do this."""

    reason = serializers.CharField(max_length=300)


class NotAProjectBody(serializers.Serializer):
    """What it is instead, and the ticket that carries it on."""

    request_type = serializers.CharField(max_length=60)
    reference = serializers.CharField(max_length=120)


class ConfirmCustomerBody(serializers.Serializer):
    """The customer's id; null or absent creates one of the deal's name."""

    customer = serializers.UUIDField(required=False, allow_null=True, default=None)


class AssignBody(serializers.Serializer):
    """Address of the project manager who looks after the deal; null: whoever comes first."""

    project_manager = serializers.EmailField(allow_null=True)


def as_items(items):
    """Checklist items ready for JSON."""
    return [{"code": item.code, "detail": str(item.detail)} for item in items]
