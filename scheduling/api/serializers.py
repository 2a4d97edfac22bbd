"""Shapes of support requests in the API. Parse and show only; actions decide."""

from rest_framework import serializers

from accounts.api.people import PersonSerializer
from accounts.choices import Level
from scheduling.choices import Priority
from scheduling.models import RequestType, SupportRequest


class RequestTypeSerializer(serializers.ModelSerializer):
    """A kind of request and how the organization treats it."""

    class Meta:
        model = RequestType
        fields = ["key", "name", "counts_as_demand", "must_be_scheduled", "contractual", "is_active"]


class SupportRequestSerializer(serializers.ModelSerializer):
    """A support request."""

    type = serializers.CharField(source="request_type.key")
    assignee = PersonSerializer(allow_null=True)
    customer = serializers.SerializerMethodField()

    class Meta:
        model = SupportRequest
        fields = [
            "id",
            "external_id",
            "title",
            "type",
            "level",
            "priority",
            "opened_at",
            "closed_at",
            "assignee",
            "customer",
            "hours",
            "created_at",
            "updated_at",
        ]

    def get_customer(self, row) -> str:
        """The customer's name: ours where it is known, else as the service desk writes it."""
        return row.customer.name if row.customer_id else row.customer_name


class SupportRequestBody(serializers.Serializer):
    """One request as the service desk knows it. A new one needs ``type`` and ``opened_at``."""

    external_id = serializers.CharField(max_length=120)
    title = serializers.CharField(max_length=300, required=False, allow_blank=True)
    type = serializers.CharField(max_length=40, required=False)
    level = serializers.ChoiceField(choices=Level.choices, required=False, allow_blank=True)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    opened_at = serializers.DateTimeField(required=False)
    closed_at = serializers.DateTimeField(required=False, allow_null=True)
    assignee = serializers.EmailField(required=False, allow_null=True)
    customer = serializers.CharField(max_length=200, required=False, allow_blank=True)
    hours = serializers.DecimalField(max_digits=8, decimal_places=2, min_value=0, required=False, allow_null=True)


class ReceiptSerializer(serializers.Serializer):
    """What a delivery did, in requests."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
