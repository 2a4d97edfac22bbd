"""Shapes of customers and contacts in the API. Parse and show only; actions decide."""

from rest_framework import serializers

from customers.actions.people import BILLING_FIELDS, CUSTOMER_FIELDS
from customers.choices import BillingModel, Channel, ContactRole
from customers.models import BlackoutDate, Contact, Customer, CustomerMerge, CustomerReference, Site


class ReferenceSerializer(serializers.ModelSerializer):
    """The customer's id in another system."""

    class Meta:
        model = CustomerReference
        fields = ["source", "external_id"]


class SiteSerializer(serializers.ModelSerializer):
    """A place where the customer works."""

    class Meta:
        model = Site
        fields = ["id", "name", "address", "time_zone", "hours", "access_notes"]


class CustomerSerializer(serializers.ModelSerializer):
    """A customer as lists and single answers show it."""

    references = ReferenceSerializer(many=True)
    sites = SiteSerializer(many=True)

    class Meta:
        model = Customer
        fields = [
            "id",
            "name",
            "time_zone",
            "mail_domain",
            *BILLING_FIELDS,
            "merged_into",
            "is_archived",
            "references",
            "sites",
            "created_at",
            "updated_at",
        ]


class BillingDefaults(serializers.Serializer):
    """What a deal of the customer starts from when it does not say."""

    billing_model = serializers.ChoiceField(BillingModel.choices, required=False, allow_blank=True)
    po_required = serializers.BooleanField(required=False)
    payment_terms_days = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=365)
    currency = serializers.CharField(max_length=3, required=False, allow_blank=True)
    tax_note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class CustomerBody(BillingDefaults):
    """What POST takes; PATCH takes any part of it and ``is_archived``."""

    name = serializers.CharField(max_length=200)
    time_zone = serializers.CharField(max_length=60, required=False, allow_blank=True)
    mail_domain = serializers.CharField(max_length=120, required=False, allow_blank=True)
    source = serializers.CharField(max_length=60, required=False, allow_blank=True)
    external_id = serializers.CharField(max_length=120, required=False, allow_blank=True)


class CustomerChange(BillingDefaults):
    """What PATCH takes."""

    name = serializers.CharField(max_length=200, required=False)
    time_zone = serializers.CharField(max_length=60, required=False, allow_blank=True)
    mail_domain = serializers.CharField(max_length=120, required=False, allow_blank=True)
    is_archived = serializers.BooleanField(required=False)


class CustomerLabel(serializers.ModelSerializer):
    """Id and name."""

    class Meta:
        model = Customer
        fields = ["id", "name"]


class ContactSerializer(serializers.ModelSerializer):
    """A contact with its customer."""

    customer = CustomerLabel()

    class Meta:
        model = Contact
        fields = [
            "id",
            "customer",
            "name",
            "email",
            "phone",
            "role",
            "receives_updates",
            "language",
            "channel",
            "unsubscribed_at",
            "is_active",
            "created_at",
            "updated_at",
        ]


class ContactChange(serializers.Serializer):
    """What PATCH takes."""

    name = serializers.CharField(max_length=200, required=False)
    email = serializers.EmailField(required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    role = serializers.ChoiceField(ContactRole.choices, required=False)
    receives_updates = serializers.BooleanField(required=False)
    language = serializers.CharField(max_length=10, required=False, allow_blank=True)
    channel = serializers.ChoiceField(Channel.choices, required=False)
    is_active = serializers.BooleanField(required=False)


class ContactBody(serializers.Serializer):
    """What POST takes; ``receives_updates`` follows the role unless it is given."""

    customer = serializers.UUIDField()
    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    role = serializers.ChoiceField(ContactRole.choices, required=False)
    receives_updates = serializers.BooleanField(required=False)
    language = serializers.CharField(max_length=10, required=False, allow_blank=True)
    channel = serializers.ChoiceField(Channel.choices, required=False)


class SiteBody(serializers.Serializer):
    """What POST takes."""

    customer = serializers.UUIDField()
    name = serializers.CharField(max_length=120)
    address = serializers.CharField(max_length=300, required=False, allow_blank=True)
    time_zone = serializers.CharField(max_length=60, required=False, allow_blank=True)
    hours = serializers.CharField(max_length=120, required=False, allow_blank=True)
    access_notes = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class SiteChange(SiteBody):
    """What PATCH takes: any part; a site stays with its customer."""

    customer = None
    name = serializers.CharField(max_length=120, required=False)


class SiteRow(serializers.ModelSerializer):
    """A site with its customer."""

    customer = CustomerLabel()

    class Meta:
        model = Site
        fields = [
            "id",
            "customer",
            "name",
            "address",
            "time_zone",
            "hours",
            "access_notes",
            "created_at",
            "updated_at",
        ]


class BlackoutRow(serializers.ModelSerializer):
    """Closed days with their customer."""

    customer = CustomerLabel()
    site = serializers.UUIDField(source="site_id", allow_null=True)

    class Meta:
        model = BlackoutDate
        fields = ["id", "customer", "site", "starts_on", "ends_on", "reason", "created_at", "updated_at"]


class BlackoutBody(serializers.Serializer):
    """What POST takes; without a site the days hold everywhere at the customer's."""

    customer = serializers.UUIDField()
    site = serializers.UUIDField(required=False, allow_null=True)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class MergeBody(serializers.Serializer):
    """The customer that becomes part of this one, and the fields whose value comes from it."""

    customer = serializers.UUIDField()
    take = serializers.ListField(child=serializers.ChoiceField(CUSTOMER_FIELDS), required=False)


class MergeRow(serializers.ModelSerializer):
    """A merge."""

    winner = CustomerLabel()
    loser = CustomerLabel()

    class Meta:
        model = CustomerMerge
        fields = ["id", "winner", "loser", "merged_at", "undone_at"]
