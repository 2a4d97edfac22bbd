"""``activity/``: the audit trail for machines."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from audit.models import ActorKind
from audit.queries import NEWEST_FIRST, search_events
from core.api.filters import UPDATED_SINCE, updated_since

PERSON = inline_serializer(
    "Actor", {"name": serializers.CharField(), "email": serializers.EmailField(allow_null=True)}
)
OBJECT = inline_serializer(
    "ObjectReference",
    {"type": serializers.CharField(), "id": serializers.UUIDField(), "label": serializers.CharField()},
)


class EventSerializer(serializers.Serializer):
    """One act: who, through which door, did what to which object."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    by = serializers.SerializerMethodField()
    actor_kind = serializers.ChoiceField(choices=ActorKind.choices)
    verb = serializers.CharField()
    object = serializers.SerializerMethodField()
    project = serializers.CharField(source="project_number", help_text="Number of the project, or empty.")
    changes = serializers.DictField(child=serializers.ListField(), help_text="Field: [before, after].")
    request_id = serializers.CharField()

    @extend_schema_field(PERSON)
    def get_by(self, event):
        return {"name": event.actor_name, "email": event.actor.user.email if event.actor else None}

    @extend_schema_field(OBJECT)
    def get_object(self, event):
        return {"type": event.object_type, "id": str(event.object_id), "label": event.object_label}


class ActivityList(ListAPIView):
    """The trail of the organization, newest first."""

    scope_area = "projects"
    serializer_class = EventSerializer
    cursor_ordering = NEWEST_FIRST

    def get_queryset(self):
        number = self.request.query_params.get("project", "")
        rows = search_events(self.request.organization, project_number=number)
        return updated_since(self.request, rows, field="created_at").select_related("actor__user")

    @extend_schema(
        operation_id="activity_list",
        parameters=[OpenApiParameter("project", str, description="Project number."), UPDATED_SINCE],
    )
    def get(self, request, *args, **kwargs):
        """Who did what in the organization. Needs ``projects:read``."""
        return super().get(request, *args, **kwargs)
