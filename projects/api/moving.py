"""Moving materials from state to state, pasted lists, and procurement over all projects."""

from datetime import datetime

from django.core import signing
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core import clock
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import DomainError
from projects import actions
from projects.actions.moved_back import UNDO_WITHIN
from projects.api.base import ProjectScopedView
from projects.api.materials import MaterialSerializer, amount
from projects.choices import BomLineState
from projects.forms.moving import COLUMNS
from projects.forms.tables import MOST_TEXT, WHY
from projects.models import ArrivalChange, BomLine, MaterialMove
from projects.queries.materials import arrivals_of, moves_of
from projects.queries.procurement import UNDER_WAY, WHEN, ProcurementFilters, procurement
from projects.rules.tables import read_table

UNDO = "materials-moved"
FILTERS = [
    OpenApiParameter("when", str, enum=WHEN, description="Late, due this week, or without a day of arrival."),
    OpenApiParameter("state", str, enum=[state.value for state in UNDER_WAY]),
    OpenApiParameter("vendor", str),
    OpenApiParameter("order_number", str),
    OpenApiParameter("search", str, description="In item, SKU, vendor, order, project and customer."),
]


class MoveBody(serializers.Serializer):
    """So many from one state to another; order number and arrival are set where they are given."""

    source = serializers.ChoiceField(choices=BomLineState.choices)
    target = serializers.ChoiceField(choices=BomLineState.choices)
    quantity = amount()
    order_number = serializers.CharField(max_length=80, required=False, allow_blank=True)
    eta = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    serials = serializers.ListField(
        child=serializers.CharField(max_length=80),
        max_length=500,
        required=False,
        help_text="Serial numbers of what has arrived, one for a piece.",
    )


class BulkMoveBody(serializers.Serializer):
    """Everything of these lines that may go there."""

    lines = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)
    target = serializers.ChoiceField(choices=BomLineState.choices)
    order_number = serializers.CharField(max_length=80, required=False, allow_blank=True)
    eta = serializers.DateField(required=False, allow_null=True)


class MovedShape(serializers.Serializer):
    """How many lines went, and how many could not follow.

    ``undo`` sent back within ten minutes puts the lines where they stood; empty when none went.
    """

    moved = serializers.IntegerField()
    left = serializers.IntegerField()
    undo = serializers.CharField()


class UndoMoveBody(serializers.Serializer):
    """``undo`` of the answer to a move of many lines."""

    undo = serializers.CharField(max_length=200_000)


class MovedBackShape(serializers.Serializer):
    """How many lines are back; one that was touched since stays and is not counted."""

    back = serializers.IntegerField()


class PasteBody(serializers.Serializer):
    """A table as text, tabs or CSV, best with a head; ``dry_run`` adds nothing.

    ``in_part`` adds the rows that can be taken though others cannot.
    """

    text = serializers.CharField(max_length=MOST_TEXT, trim_whitespace=False)
    dry_run = serializers.BooleanField(required=False, default=False)
    in_part = serializers.BooleanField(required=False, default=False)


class CellShape(serializers.Serializer):
    """What is wrong in a row (from 1, the head included) and column."""

    row = serializers.IntegerField()
    column = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class PastedShape(serializers.Serializer):
    """The columns as understood, how many rows could be taken and were added, and every error.

    ``refused`` holds the rows with an error as a table, to correct and send again.
    """

    columns = serializers.ListField(child=serializers.CharField())
    ignored = serializers.ListField(child=serializers.CharField())
    rows = serializers.IntegerField()
    added = serializers.IntegerField()
    errors = CellShape(many=True)
    refused = serializers.CharField()


class ArrivalSerializer(serializers.ModelSerializer):
    """A day of arrival that was said or moved."""

    by = serializers.CharField(source="by.name")

    class Meta:
        model = ArrivalChange
        fields = ["id", "was", "now", "by", "at"]


class MoveSerializer(serializers.ModelSerializer):
    """So many went from one state to another, with the serial numbers that came with it."""

    by = serializers.CharField(source="by.name")
    serials = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = MaterialMove
        fields = ["id", "source", "target", "quantity", "serials", "note", "by", "at"]


class ProcurementSerializer(MaterialSerializer):
    """A line under way with its project."""

    project = serializers.CharField(source="project.number")
    customer = serializers.CharField(source="project.customer.name")

    class Meta(MaterialSerializer.Meta):
        fields = ["project", "customer", *MaterialSerializer.Meta.fields]


class MoveMaterialView(ProjectScopedView):
    """Part of a line."""

    serializer_class = MaterialSerializer

    @extend_schema(request=MoveBody)
    def post(self, request, number, pk):
        """Move so many; 409 for what cannot follow."""
        line, values = self.row(BomLine, pk, self.project()), self.parsed(MoveBody)
        actions.move_material(line=line, by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(line).data)


class MoveMaterialsView(ProjectScopedView):
    """Many lines."""

    serializer_class = MovedShape

    @extend_schema(operation_id="projects_bom_move_many", request=BulkMoveBody)
    def post(self, request, number):
        """Move everything of these lines that may go there; the rest stays and is counted."""
        project, values = self.project(), self.parsed(BulkMoveBody)
        wanted = set(values.pop("lines"))
        lines = list(BomLine.objects.filter(project=project, pk__in=wanted))
        if len(lines) != len(wanted):
            raise Http404
        stood, now = actions.kept_lines(lines), clock.now()
        done, left = actions.move_materials(project=project, lines=lines, by=request.member, now=now, **values)
        return Response({"moved": done, "left": left, "undo": _undo_of(project, stood, now) if done else ""})


class UndoMoveView(ProjectScopedView):
    """A move of many lines, taken back."""

    serializer_class = MovedBackShape

    @extend_schema(operation_id="projects_bom_move_undo", request=UndoMoveBody)
    def post(self, request, number):
        """Put the lines back that nobody has touched since; 409 after ten minutes or for another project's move."""
        project, now = self.project(), clock.now()
        stood, moved_at = _move_of(project, self.parsed(UndoMoveBody)["undo"], now)
        back = actions.restore_materials(
            project=project, kept=stood, moved_at=moved_at, by=request.member, now=now
        )
        return Response({"back": back})


def _undo_of(project, stood, now):
    """The move as a signed text: what the pages keep in the session, machines keep themselves."""
    return signing.dumps([str(project.pk), now.isoformat(), stood], salt=UNDO, compress=True)


def _move_of(project, text, now):
    try:
        owner, at, stood = signing.loads(text, salt=UNDO)
    except signing.BadSignature:
        owner, at, stood = None, "", {}
    if owner != str(project.pk) or now - datetime.fromisoformat(at) > UNDO_WITHIN:
        raise DomainError("nothing_to_undo", _("There is nothing to take back any more."))
    return stood, datetime.fromisoformat(at)


class PasteMaterialsView(ProjectScopedView):
    """A list from a spreadsheet."""

    serializer_class = PastedShape

    @extend_schema(request=PasteBody)
    def post(self, request, number):
        """Add the lines, all or none unless ``in_part``; errors name row and column."""
        project, values = self.project(), self.parsed(PasteBody)
        table, added = read_table(values["text"], COLUMNS), 0
        if table.rows and (values["in_part"] or not table.errors) and not values["dry_run"]:
            rows = [dict(row) for row in table.rows]
            added = actions.add_materials(project=project, rows=rows, by=request.member, now=clock.now())
        errors = [
            {"row": one.row, "column": one.column, "code": one.code, "detail": str(WHY[one.code])}
            for one in table.errors
        ]
        answer = {"columns": table.columns, "ignored": table.ignored, "rows": len(table.rows)}
        answer["refused"] = table.refused
        return Response(PastedShape(answer | {"added": added, "errors": errors}).data)


class MovesView(ProjectScopedView):
    """What went where."""

    serializer_class = MoveSerializer
    cursor_ordering = ("-at", "-id")

    @extend_schema(
        operation_id="projects_bom_moves_list",
        parameters=[UPDATED_SINCE],
        responses=MoveSerializer(many=True),
    )
    def get(self, request, number, pk):
        """Newest first."""
        line = self.row(BomLine, pk, self.project())
        return self.listed(updated_since(request, moves_of(line), field="at"))


class ArrivalsView(ProjectScopedView):
    """How the day of arrival moved."""

    serializer_class = ArrivalSerializer
    cursor_ordering = ("-at", "-id")

    @extend_schema(
        operation_id="projects_bom_arrivals_list",
        parameters=[UPDATED_SINCE],
        responses=ArrivalSerializer(many=True),
    )
    def get(self, request, number, pk):
        """Newest first."""
        line = self.row(BomLine, pk, self.project())
        return self.listed(updated_since(request, arrivals_of(line), field="at"))


class ProcurementView(ProjectScopedView):
    """What is under way over all open projects."""

    serializer_class = ProcurementSerializer
    cursor_ordering = ("due", "id")

    @extend_schema(
        operation_id="procurement_list",
        parameters=[UPDATED_SINCE, *FILTERS],
        responses=ProcurementSerializer(many=True),
    )
    def get(self, request):
        """Lines under way, by the day they arrive."""
        today = clock.today(request.organization.zone)
        rows = procurement(ProcurementFilters.read(request.query_params), today)
        return self.listed(updated_since(request, rows))
