"""Shapes of the lists' API."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from core.exports import CONTENT_TYPES
from dashboard.models import JobState, ListJob, SavedView

SHOWN = 200
FILTERS_HELP = "Names and values as they stand in the address of the page."
REFUSED = inline_serializer(
    "RefusedRow",
    {
        "row": serializers.IntegerField(help_text="Place in the list, from 1."),
        "column": serializers.CharField(),
        "code": serializers.CharField(),
        "detail": serializers.CharField(),
        "id": serializers.UUIDField(),
        "label": serializers.CharField(),
    },
    many=True,
)


class FiltersField(serializers.DictField):
    """Filters of a list, read as the page reads its address."""

    def __init__(self, **options):
        child = serializers.CharField(allow_blank=True, max_length=200)
        super().__init__(child=child, help_text=FILTERS_HELP, **options)

    def to_internal_value(self, data):
        found = super().to_internal_value(data)
        if len(found) > 40:
            raise serializers.ValidationError(_("At most 40 filters."))
        return found


class ViewRow(serializers.ModelSerializer):
    """Filters of a list under a name. ``query`` is the part of the page's address after the question mark."""

    class Meta:
        model = SavedView
        fields = ["id", "list_key", "name", "query", "is_shared", "is_default", "member", "created_at"]
        read_only_fields = fields


class ViewBody(serializers.Serializer):
    """A view to be saved."""

    name = serializers.CharField(max_length=60)
    filters = FiltersField(required=False, default=dict)
    is_shared = serializers.BooleanField(required=False, default=False)
    is_default = serializers.BooleanField(required=False, default=False)


class ExportBody(serializers.Serializer):
    """A file to be made."""

    format = serializers.ChoiceField(choices=sorted(CONTENT_TYPES))
    filters = FiltersField(required=False, default=dict)


class BulkBody(serializers.Serializer):
    """What to do to whom. ``values`` are the fields that the act's form has on the page."""

    act = serializers.CharField(max_length=20)
    ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=1000)
    filters = FiltersField(required=False, default=dict)
    values = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False, default=dict)


class JobRow(serializers.ModelSerializer):
    """How far a job is."""

    state = serializers.ChoiceField(choices=JobState.choices)
    errors = serializers.SerializerMethodField()

    class Meta:
        model = ListJob
        fields = [
            "id",
            "list_key",
            "act",
            "state",
            "done",
            "total",
            "errors",
            "undo_of",
            "created_at",
            "finished_at",
        ]
        read_only_fields = fields

    @extend_schema_field(REFUSED)
    def get_errors(self, job):
        lines = [] if job.is_export else job.lines.filter(is_done=False).order_by("position")[:SHOWN]
        return [
            {
                "row": line.position,
                "column": "",
                "code": "refused",
                "detail": line.problem,
                "id": str(line.object_id),
                "label": line.label,
            }
            for line in lines
        ]
