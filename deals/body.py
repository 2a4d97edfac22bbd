"""The body of a closed deal as API, form, import and webhook hand it over: its shape, limits and one canonical form.

Only source, external id, title and customer are required; empty texts and null count as absent. No ORM.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.choices import Level
from core.api.problems import field_errors
from core.errors import InvalidInput
from customers.choices import ContactRole
from deals.choices import BillingModel, LineKind
from deals.currencies import CURRENCIES
from deals.differences import diff_deals
from deals.rules import DealFacts, value_problems

ABSENT = (None, "")
HOUR_UNITS = frozenset({"", "h", "hr", "hrs", "hour", "hours"})
PRICE = {"max_digits": 14, "decimal_places": 4, "min_value": Decimal(0), "required": False}


class PartialSerializer(serializers.Serializer):
    """A mapping in which an empty text and null stand for an absent value."""

    def to_internal_value(self, data):
        if isinstance(data, Mapping):
            data = {name: value for name, value in data.items() if value not in ABSENT}
        return super().to_internal_value(data)


class WordField(serializers.ChoiceField):
    """A choice, spelled in any case and with spaces or hyphens."""

    def to_internal_value(self, data):
        word = data.strip().lower().replace("-", "_").replace(" ", "_") if isinstance(data, str) else data
        return super().to_internal_value(word)


class CodeField(serializers.CharField):
    """A code in capitals out of ``known``."""

    def __init__(self, known, **kwargs):
        super().__init__(**kwargs)
        self.known = known

    def to_internal_value(self, data):
        code = super().to_internal_value(data).upper()
        if code not in self.known:
            raise serializers.ValidationError(_("“%(code)s” is not known here.") % {"code": code}, code="unknown")
        return code


class SiteField(serializers.CharField):
    """A site as text, or as ``{"name", "address"}``, kept as one line."""

    def to_internal_value(self, data):
        if isinstance(data, Mapping):
            data = ", ".join(str(data[key]) for key in ("name", "address") if data.get(key))
        return super().to_internal_value(data)


class CustomerPart(PartialSerializer):
    """Who buys; ``external_id`` is the customer's id in the source."""

    external_id = serializers.CharField(max_length=120, required=False, default="")
    name = serializers.CharField(max_length=200)


class ContactPart(PartialSerializer):
    """A person at the customer's."""

    name = serializers.CharField(max_length=200, required=False)
    email = serializers.EmailField(max_length=254, required=False, default="")
    phone = serializers.CharField(max_length=40, required=False, default="")
    role = WordField(ContactRole.choices, required=False, default="")

    def validate(self, attrs):
        name = attrs.get("name") or attrs["email"]
        if not name:
            raise serializers.ValidationError({"name": _("Give the contact a name or an email address.")})
        return attrs | {"name": name}


class SignedPart(PartialSerializer):
    """The signed quote or SoW."""

    reference = serializers.CharField(max_length=200, required=False, default="")
    url = serializers.URLField(max_length=500, required=False, default="")


class LinePart(PartialSerializer):
    """One sold line; price and cost are per unit."""

    external_id = serializers.CharField(max_length=120, required=False, default="")
    kind = WordField(LineKind.choices, required=False)
    description = serializers.CharField(max_length=300, required=False, default="")
    sku = serializers.CharField(max_length=80, required=False, default="")
    quantity = serializers.DecimalField(**PRICE, default=None)
    unit = serializers.CharField(max_length=20, required=False, default="")
    hours = serializers.DecimalField(
        max_digits=10, decimal_places=2, min_value=Decimal(0), required=False, default=None
    )
    skill_level = CodeField(Level.values, required=False, default="")
    unit_price = serializers.DecimalField(**PRICE, default=None)
    unit_cost = serializers.DecimalField(**PRICE, default=None)

    def validate(self, attrs):
        hours, quantity = attrs["hours"], attrs["quantity"]
        kind = attrs.get("kind") or (LineKind.LABOR if hours else LineKind.PRODUCT)
        if kind == LineKind.LABOR and quantity is None:
            quantity = hours
        if kind == LineKind.LABOR and hours is None and attrs["unit"].lower() in HOUR_UNITS:
            hours = quantity and quantity.quantize(Decimal("0.01"))
        filled = {"kind": str(kind), "hours": hours, "quantity": quantity or Decimal(0)}
        return attrs | filled | {"description": attrs["description"] or attrs["sku"]}


def texts(count=100):
    """A list of short texts."""
    child = serializers.CharField(max_length=500, allow_blank=True)
    return serializers.ListField(child=child, max_length=count, required=False, default=list)


class DealBody(PartialSerializer):
    """What ``POST /api/v1/deals/`` takes."""

    source = serializers.CharField(max_length=60)
    external_id = serializers.CharField(max_length=120)
    number = serializers.CharField(max_length=60, required=False, default="")
    title = serializers.CharField(max_length=200)
    customer = CustomerPart()
    sites = serializers.ListField(
        child=SiteField(max_length=200, allow_blank=True), max_length=100, required=False, default=list
    )
    contacts = ContactPart(many=True, required=False, default=list, max_length=100)
    salesperson_email = serializers.EmailField(max_length=254, required=False, default="")
    currency = CodeField(CURRENCIES, required=False, default="")
    billing_model = WordField(BillingModel.choices, required=False, default="")
    won_on = serializers.DateField(required=False, default=None)
    po_number = serializers.CharField(max_length=60, required=False, default="")
    po_waived_reason = serializers.CharField(max_length=300, required=False, default="")
    signed_document = SignedPart(required=False, default=lambda: {"reference": "", "url": ""})
    target_start = serializers.DateField(required=False, default=None)
    target_end = serializers.DateField(required=False, default=None)
    competing_deadlines = serializers.CharField(max_length=5000, required=False, default="")
    people = serializers.IntegerField(min_value=0, max_value=30_000, required=False, allow_null=True, default=None)
    outage_needed = serializers.BooleanField(required=False, allow_null=True, default=None)
    third_party = serializers.BooleanField(required=False, allow_null=True, default=None)
    lines = LinePart(many=True, required=False, default=list, max_length=500)
    promises = texts()
    exclusions = texts()
    assumptions = texts()

    def validate(self, attrs):
        facts = DealFacts(target_start=attrs["target_start"], target_end=attrs["target_end"])
        for problem in value_problems(facts):
            name = problem.pointer.strip("/")
            raise serializers.ValidationError({name: serializers.ErrorDetail(str(problem.detail), problem.code)})
        return attrs


def read_body(payload, *, currency):
    """The canonical body: every field present, dates ISO, amounts as decimal strings.

    ``currency`` is the home currency, for a body without one. Raises InvalidInput with one error
    per field, each with its JSON pointer.
    """
    reader = DealBody(data=payload)
    if not reader.is_valid():
        raise InvalidInput(_("Some fields of the deal are wrong."), field_errors(reader.errors))
    body = _plain(reader.validated_data)
    body["currency"] = body["currency"] or currency
    body["salesperson_email"] = body["salesperson_email"].lower()
    return body


def merged(current, before, after):
    """``current`` with the fields that the source changed from ``before`` to ``after``, and no others."""
    changed = {name: value for name, value in after.items() if diff_deals({name: before.get(name)}, {name: value})}
    return current | changed


def _plain(value):
    """JSON-ready copy of validated data; blank entries of text lists go."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value if part not in ABSENT]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if hasattr(value, "isoformat") else value
