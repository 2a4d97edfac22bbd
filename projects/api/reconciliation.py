"""Sold, purchased, SoW and BoM side by side. The customer's own answer has no twin: it needs a person."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from customers.models import Contact
from deals.models import DealLine
from files.queries import files_of_project
from projects import actions
from projects.api.base import ProjectScopedView
from projects.api.materials import amount
from projects.api.scope_shapes import AskBody
from projects.choices import DifferenceKind, DifferenceOutcome, PurchaseKind, ReconciledSide
from projects.models import ChangeOrder, Purchase, PurchaseLine
from projects.queries.reconciliation import reconciliation_of

KINDS = [(one.value, one.label) for one in (PurchaseKind.SIGNED_QUOTE, PurchaseKind.PURCHASE_ORDER)]


class SideShape(serializers.Serializer):
    """A line of one side; money per unit in the project's currency."""

    id = serializers.CharField(source="key")
    description = serializers.CharField()
    sku = serializers.CharField()
    quantity = amount()
    unit_price = amount(allow_null=True)


class ResolutionShape(serializers.Serializer):
    """By whom and how a difference was resolved."""

    outcome = serializers.ChoiceField(choices=DifferenceOutcome.choices)
    reason = serializers.CharField()
    change_order = serializers.UUIDField(source="change_order_id", allow_null=True)
    name = serializers.CharField()
    at = serializers.DateTimeField()


class DifferenceShape(serializers.Serializer):
    """What differs: ``item`` and ``side`` name it. ``resolution`` is null while it is open."""

    item = serializers.CharField(source="row.item")
    side = serializers.ChoiceField(choices=ReconciledSide.choices, source="difference.side")
    kind = serializers.ChoiceField(choices=DifferenceKind.choices, source="difference.kind")
    fields_that_differ = serializers.ListField(child=serializers.CharField(), source="difference.fields")
    text = serializers.CharField(source="said")
    resolution = ResolutionShape(allow_null=True)


class RowShape(serializers.Serializer):
    """A line across the three sides; null where a side does not have it."""

    item = serializers.CharField()
    sold = SideShape(allow_null=True)
    purchased = SideShape(allow_null=True)
    scope = SideShape(allow_null=True)


class PurchaseSerializer(serializers.ModelSerializer):
    """A signed quote or order. ``replaced_at`` says that a later one stands in its place."""

    document = serializers.UUIDField(source="document_id", allow_null=True)
    recorded_by = serializers.CharField(source="recorded_by.name", default="")

    class Meta:
        model = Purchase
        fields = [
            "id",
            "kind",
            "reference",
            "document",
            "as_sold",
            "recorded_by",
            "confirmed_by",
            "recorded_at",
            "replaced_at",
            "updated_at",
        ]


class ReconciliationShape(serializers.Serializer):
    """The whole table; ``purchase`` is null until the customer's list is known."""

    purchase = PurchaseSerializer(allow_null=True)
    rows = RowShape(many=True)
    differences = DifferenceShape(many=True, source="judged")


class OrderLineBody(serializers.Serializer):
    """A line of the customer's list. ``sold_line`` matches it by hand; else by external id, then by SKU."""

    description = serializers.CharField(max_length=300)
    quantity = amount()
    sku = serializers.CharField(max_length=80, required=False, allow_blank=True)
    external_id = serializers.CharField(max_length=120, required=False, allow_blank=True)
    unit_price = amount(required=False, allow_null=True)
    sold_line = serializers.UUIDField(required=False, allow_null=True)


class OrderLineChange(OrderLineBody):
    """Fields to change."""

    description = serializers.CharField(max_length=300, required=False)
    quantity = amount(required=False)


class PurchaseBody(serializers.Serializer):
    """``as_sold``: somebody saw that it matches. Else the lines; without them the sold ones are copied."""

    kind = serializers.ChoiceField(choices=KINDS)
    reference = serializers.CharField(max_length=120)
    as_sold = serializers.BooleanField()
    document = serializers.UUIDField(required=False, allow_null=True)
    lines = OrderLineBody(many=True, required=False, max_length=2000)


class OrderLineSerializer(serializers.ModelSerializer):
    """A line of the customer's list."""

    sold_line = serializers.UUIDField(source="sold_line_id", allow_null=True)

    class Meta:
        model = PurchaseLine
        fields = [
            "id",
            "position",
            "description",
            "sku",
            "external_id",
            "quantity",
            "unit_price",
            "sold_line",
            "updated_at",
        ]


class ResolveBody(serializers.Serializer):
    """``item`` and ``side`` of an open difference, and how it is resolved."""

    item = serializers.CharField(max_length=60)
    side = serializers.ChoiceField(choices=ReconciledSide.choices)
    outcome = serializers.ChoiceField(choices=DifferenceOutcome.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    change_order = serializers.UUIDField(required=False, allow_null=True)


class ReconcilingView(ProjectScopedView):
    """Base of the views of the table."""

    serializer_class = ReconciliationShape

    def table(self, project, *, status=200):
        """The table as it is now."""
        return Response(ReconciliationShape(reconciliation_of(project)).data, status=status)

    def sold_line(self, project, values):
        """``values`` with the sold line itself; 404 for one that is not the project's."""
        if values.get("sold_line"):
            found = get_object_or_404(DealLine, pk=values["sold_line"], deal=project.deal_id)
            return {**values, "sold_line": found}
        return values


class ReconciliationView(ReconcilingView):
    """The three-way table."""

    @extend_schema(operation_id="projects_reconciliation_retrieve")
    def get(self, request, number):
        """Every line of the three sides and what differs."""
        return self.table(self.project())


class PurchasesView(ReconcilingView):
    """What the customer signed."""

    serializer_class = PurchaseSerializer
    cursor_ordering = ("-recorded_at", "-id")

    @extend_schema(
        operation_id="projects_purchases_list",
        parameters=[UPDATED_SINCE],
        responses=PurchaseSerializer(many=True),
    )
    def get(self, request, number):
        """The lists that were recorded, newest first; the first is the one in force."""
        rows = Purchase.objects.filter(project=self.project()).select_related("recorded_by__user")
        return self.listed(updated_since(request, rows))

    @extend_schema(request=PurchaseBody, responses={201: ReconciliationShape})
    def post(self, request, number):
        """Record a signed quote or order in place of the one before; the answer is the table."""
        project, values = self.project(), self.parsed(PurchaseBody)
        lines = [self.sold_line(project, line) for line in values.pop("lines", ())]
        wanted = values.pop("document", None)
        document = get_object_or_404(files_of_project(project), pk=wanted) if wanted else None
        actions.record_purchase(
            project=project, by=request.member, now=clock.now(), lines=lines, document=document, **values
        )
        return self.table(project, status=201)


class PurchaseLinesView(ReconcilingView):
    """Lines of the list in force."""

    serializer_class = OrderLineSerializer
    cursor_ordering = ("position", "id")

    @extend_schema(
        operation_id="projects_purchase_lines_list",
        parameters=[UPDATED_SINCE],
        responses=OrderLineSerializer(many=True),
    )
    def get(self, request, number):
        """The lines in their order; none while nothing is recorded."""
        rows = PurchaseLine.objects.filter(purchase__project=self.project(), purchase__replaced_at=None)
        return self.listed(updated_since(request, rows))

    @extend_schema(request=OrderLineBody, responses={201: OrderLineSerializer})
    def post(self, request, number):
        """Add a line. 404 while nothing is recorded."""
        project = self.project()
        values = self.sold_line(project, self.parsed(OrderLineBody))
        purchase = get_object_or_404(Purchase, project=project, replaced_at=None)
        line = actions.add_purchase_line(purchase=purchase, by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(line).data, status=201)


class PurchaseLineView(SingleResource, ReconcilingView):
    """One line of the list in force."""

    row_model = PurchaseLine
    serializer_class = OrderLineSerializer

    def line(self, project, pk):
        """The line, or 404."""
        rows = PurchaseLine.objects.select_related("purchase")
        line = get_object_or_404(rows, pk=pk, purchase__project=project, purchase__replaced_at=None)
        line.purchase.project = project
        return line

    def get(self, request, number, pk):
        """One line."""
        return Response(self.get_serializer(self.line(self.project(), pk)).data)

    @extend_schema(request=OrderLineChange)
    def patch(self, request, number, pk):
        """Change what the order says, or match it by hand."""
        project = self.project()
        line, values = self.line(project, pk), self.sold_line(project, self.parsed(OrderLineChange))
        actions.update_purchase_line(line=line, by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(line).data)

    @extend_schema(responses={204: None})
    def delete(self, request, number, pk):
        """Take it off the list."""
        actions.remove_purchase_line(line=self.line(self.project(), pk), by=request.member, now=clock.now())
        return Response(status=204)


class ResolveView(ReconcilingView):
    """A difference is resolved."""

    @extend_schema(request=ResolveBody, responses=ReconciliationShape)
    def post(self, request, number):
        """Resolve an open difference in the name of the key's member; 409 when there is none. Answers the table."""
        project, values = self.project(), self.parsed(ResolveBody)
        wanted = values.pop("change_order", None)
        order = get_object_or_404(ChangeOrder, project=project, pk=wanted) if wanted else None
        actions.resolve_difference(
            project=project, by=request.member, now=clock.now(), change_order=order, **values
        )
        return self.table(project)


class AskPurchaseView(ReconcilingView):
    """The customer is asked."""

    @extend_schema(request=AskBody, responses=ReconciliationShape)
    def post(self, request, number):
        """Mail each contact the link with which they answer what differs."""
        project, wanted = self.project(), self.parsed(AskBody)["contacts"]
        contacts = [get_object_or_404(Contact, pk=one, customer_id=project.customer_id) for one in wanted]
        actions.ask_about_purchase(project=project, contacts=contacts, by=request.member, now=clock.now())
        return self.table(project)
