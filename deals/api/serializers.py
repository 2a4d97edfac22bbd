"""Shapes of deals in the API. What POST takes is ``deals.body.DealBody``; here is what comes back."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.people import PersonSerializer
from deals import queries, rules
from deals.actions.hand_off import HAND_OFF_LIMITS
from deals.models import Deal, DealChange, DealContact, DealLine, DealQuestion, HandOffRules
from deals.queries.size import verdict_of


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
            "people",
            "outage_needed",
            "third_party",
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


class QuestionSerializer(serializers.ModelSerializer):
    """A question to sales: of a return, or a recall after the release."""

    asked_by = PersonSerializer()
    answered_by = PersonSerializer(allow_null=True)

    class Meta:
        model = DealQuestion
        fields = [
            "id",
            "kind",
            "round",
            "about",
            "text",
            "asked_by",
            "asked_at",
            "answer",
            "answered_by",
            "answered_at",
        ]


class SettledSerializer(serializers.ModelSerializer):
    """One part of such a change: applied, refused with a reason, or the change order that ``reference`` names."""

    changes = ChangeSerializer(many=True)
    decided_by = PersonSerializer()

    class Meta:
        model = DealChange
        fields = ["part", "changes", "decision", "reason", "reference", "decided_by", "decided_at"]


class VerdictSerializer(serializers.Serializer):
    """Whether an open deal is a project by the organization's limits, and what it may be instead."""

    is_project = serializers.BooleanField()
    reasons = ItemSerializer(many=True)
    below = ItemSerializer(many=True)
    unknown = ItemSerializer(many=True)
    offered = serializers.ListField(child=serializers.CharField(), help_text="Request types, the likeliest first.")


class LimitsSerializer(serializers.ModelSerializer):
    """From where on a deal is a project. ``lowest_margin`` is percent of the price, ``least_days`` working days."""

    class Meta:
        model = HandOffRules
        fields = HAND_OFF_LIMITS
        extra_kwargs = {
            "least_hours": {"min_value": 0},
            "lowest_margin": {"min_value": 0, "max_value": 100},
        }


class DealSerializer(DealSummarySerializer):
    """One deal, whole."""

    lines = DealLineSerializer(many=True)
    contacts = DealContactSerializer(many=True)
    advice = serializers.SerializerMethodField()
    verdict = serializers.SerializerMethodField()
    settled = serializers.SerializerMethodField()
    asked = serializers.SerializerMethodField()

    class Meta(DealSummarySerializer.Meta):
        fields = [
            *DealSummarySerializer.Meta.fields,
            "lines",
            "contacts",
            "advice",
            "verdict",
            "questions",
            "answer",
            "returned_at",
            "returns",
            "recalls",
            "asked",
            "decline_reason",
            "other_request_type",
            "other_reference",
            "pending_change",
            "settled",
        ]

    @extend_schema_field(ItemSerializer(many=True))
    def get_missing(self, deal):
        """What keeps the deal from being ready."""
        return as_items(queries.missing(deal))

    @extend_schema_field(QuestionSerializer(many=True))
    def get_asked(self, deal):
        """Every question to sales with its answer."""
        return QuestionSerializer(queries.questions(deal), many=True).data

    @extend_schema_field(VerdictSerializer(allow_null=True))
    def get_verdict(self, deal):
        """Null once somebody has decided about the deal."""
        return VerdictSerializer(verdict_of(deal, deal.organization)).data if rules.is_open(deal.state) else None

    @extend_schema_field(SettledSerializer(many=True))
    def get_settled(self, deal):
        """What was decided about changes that came in after the decision."""
        rows = [] if rules.is_open(deal.state) else queries.settled_changes(deal)
        return SettledSerializer(rows, many=True).data

    @extend_schema_field(ItemSerializer(many=True))
    def get_advice(self, deal):
        """What would make the hand-off better, most useful first; never blocks."""
        return as_items(queries.advice(deal))


class ReceivedSerializer(DealSerializer):
    """The answer to POST: the deal, and on a re-delivery what it changed."""

    changes = ChangeSerializer(many=True)

    class Meta(DealSerializer.Meta):
        fields = [*DealSerializer.Meta.fields, "changes"]


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "maxLength": 500},
            {
                "type": "object",
                "properties": {"about": {"type": "string"}, "question": {"type": "string"}},
                "required": ["question"],
            },
        ]
    }
)
class QuestionField(serializers.Field):
    """A question as a text, or as ``QuestionBody``."""

    def to_internal_value(self, data):
        """``{"about", "question"}``."""
        body = QuestionBody(data=data if isinstance(data, dict) else {"question": data})
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


class QuestionBody(serializers.Serializer):
    """A question, and the line or item it is about, in words."""

    about = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    question = serializers.CharField(max_length=500)


class ReturnBody(serializers.Serializer):
    """One consolidated list of questions, each a text or ``{"about", "question"}``."""

    questions = serializers.ListField(child=QuestionField(), min_length=1, max_length=50)


class AnswerBody(serializers.Serializer):
    """The answer of sales: one for all questions, or one for each by the id of the question."""

    answer = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")
    answers = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True), required=False, default=dict
    )


class RecallAnswerBody(serializers.Serializer):
    """The answer to one question."""

    answer = serializers.CharField(max_length=2000)


class SellerNumbersSerializer(serializers.Serializer):
    """One salesperson (null: not known), or all; hours null while nothing was released."""

    name = serializers.CharField(allow_null=True)
    deals = serializers.IntegerField()
    released = serializers.IntegerField()
    median_hours = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    returns = serializers.IntegerField()
    returned_deals = serializers.IntegerField()
    recalls = serializers.IntegerField()


class ForgottenSerializer(ItemSerializer):
    """What deals lacked when they came in."""

    count = serializers.IntegerField()


class NumbersSerializer(serializers.Serializer):
    """Deals received in the last 12 months; hours from the start of the day of the win to the release."""

    all = SellerNumbersSerializer()
    salespeople = SellerNumbersSerializer(many=True)
    missing = ForgottenSerializer(many=True)


class DeclineBody(serializers.Serializer):
    """Why we do not do this, where it is known."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


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
