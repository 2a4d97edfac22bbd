"""Shapes of customers and contacts in the API. Parse and show only; actions decide."""

from rest_framework import serializers

from customers.choices import ContactRole
from customers.models import Contact, Customer, CustomerReference, Site


class ReferenceSerializer(serializers.ModelSerializer):
    """The customer's id in another system."""

    class Meta:
        model = CustomerReference
        fields = ["source", "external_id"]


class SiteSerializer(serializers.ModelSerializer):
    """A place where the customer works."""

    class Meta:
        model = Site
        fields = ["id", "name", "address"]


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
            "is_archived",
            "references",
            "sites",
            "created_at",
            "updated_at",
        ]


class CustomerBody(serializers.Serializer):
    """What POST takes; PATCH takes any part of it and ``is_archived``."""

    name = serializers.CharField(max_length=200)
    time_zone = serializers.CharField(max_length=60, required=False, allow_blank=True)
    mail_domain = serializers.CharField(max_length=120, required=False, allow_blank=True)
    source = serializers.CharField(max_length=60, required=False, allow_blank=True)
    external_id = serializers.CharField(max_length=120, required=False, allow_blank=True)


class CustomerChange(serializers.Serializer):
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
    is_active = serializers.BooleanField(required=False)


class ContactBody(serializers.Serializer):
    """What POST takes; ``receives_updates`` follows the role unless it is given."""

    customer = serializers.UUIDField()
    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    role = serializers.ChoiceField(ContactRole.choices, required=False)
    receives_updates = serializers.BooleanField(required=False)
