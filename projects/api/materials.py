"""Bill of materials of a project."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from projects import actions
from projects.api.base import ProjectScopedView
from projects.choices import BomLineState
from projects.models import BomLine


def amount(**options):
    """A quantity or money per unit as a decimal string with four places."""
    return serializers.DecimalField(max_digits=14, decimal_places=4, min_value=0, **options)


class MaterialSerializer(serializers.ModelSerializer):
    """A line; money per unit in the project's currency, ``staging_days`` in working days from the arrival."""

    source_line = serializers.UUIDField(source="source_line_id", allow_null=True)
    quantities = serializers.DictField(
        child=amount(), read_only=True, help_text="Quantity per state; ``state`` is the one furthest behind."
    )

    class Meta:
        model = BomLine
        fields = [
            "id",
            "position",
            "description",
            "sku",
            "vendor",
            "order_number",
            "quantity",
            "unit_cost",
            "unit_price",
            "state",
            "quantities",
            "eta",
            "needed_by",
            "is_critical",
            "staging_days",
            "substitute",
            "substitute_why",
            "substitute_agreed",
            "source_line",
            "created_at",
            "updated_at",
        ]


class MaterialBody(serializers.Serializer):
    """A new line."""

    description = serializers.CharField(max_length=300)
    quantity = amount()
    sku = serializers.CharField(max_length=80, required=False, allow_blank=True)
    vendor = serializers.CharField(max_length=120, required=False, allow_blank=True)
    order_number = serializers.CharField(max_length=80, required=False, allow_blank=True)
    unit_cost = amount(required=False, allow_null=True)
    unit_price = amount(required=False, allow_null=True)
    state = serializers.ChoiceField(choices=BomLineState.choices, required=False)
    eta = serializers.DateField(required=False, allow_null=True)
    needed_by = serializers.DateField(required=False, allow_null=True)
    is_critical = serializers.BooleanField(required=False)
    staging_days = serializers.IntegerField(required=False, min_value=0, max_value=250)


class MaterialChange(MaterialBody):
    """Fields to change."""

    description = serializers.CharField(max_length=300, required=False)
    quantity = amount(required=False)


class MaterialsView(ProjectScopedView):
    """What has to be bought and where it stands."""

    serializer_class = MaterialSerializer
    cursor_ordering = ("position", "id")

    @extend_schema(
        operation_id="projects_bom_list", parameters=[UPDATED_SINCE], responses=MaterialSerializer(many=True)
    )
    def get(self, request, number):
        """The lines in their order."""
        return self.listed(updated_since(request, BomLine.objects.filter(project=self.project())))

    @extend_schema(request=MaterialBody, responses={201: MaterialSerializer})
    def post(self, request, number):
        """Add a line. The project's manager and lead tech may."""
        values = self.parsed(MaterialBody)
        line = actions.add_material(project=self.project(), by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(line).data, status=201)


class MaterialView(SingleResource, ProjectScopedView):
    """One line."""

    row_model = BomLine
    serializer_class = MaterialSerializer

    def get(self, request, number, pk):
        """One line."""
        return Response(self.get_serializer(self.row(BomLine, pk, self.project())).data)

    @extend_schema(request=MaterialChange)
    def patch(self, request, number, pk):
        """Change fields: vendor, order, state, arrival. A late critical line moves the forecast."""
        line, values = self.row(BomLine, pk, self.project()), self.parsed(MaterialChange)
        actions.update_material(line=line, by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(line).data)
