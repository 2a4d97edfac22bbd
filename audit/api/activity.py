"""``activity/``: the audit trail for machines."""

import datetime as dt
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView

from audit.models import ActorKind
from audit.queries import NEWEST_FIRST, search_events
from core.api.filters import UPDATED_SINCE, updated_since
from core.api.params import id_param
from core.paging import search_of

PERSON = inline_serializer(
    "Actor", {"name": serializers.CharField(), "email": serializers.EmailField(allow_null=True)}
)
OBJECT = inline_serializer(
    "ObjectReference",
    {"type": serializers.CharField(), "id": serializers.UUIDField(), "label": serializers.CharField()},
)
FILTERS = [
    OpenApiParameter("person", str, description="A part of the name of who did it."),
    OpenApiParameter("about", str, description="A part of the object’s name."),
    OpenApiParameter("act", str, description="A part of the verb (``deal.accepted``) or of its words."),
    OpenApiParameter("project", str, description="Project number."),
    OpenApiParameter("object", UUID, description="Only acts on the object of that id."),
    OpenApiParameter("since", dt.date, description="First day, in the organization’s zone."),
    OpenApiParameter("until", dt.date, description="Last day, in the organization’s zone."),
    UPDATED_SINCE,
]


class EventSerializer(serializers.Serializer):
    """One act: who, through which door, did what to which object."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    by = serializers.SerializerMethodField()
    actor_kind = serializers.ChoiceField(choices=ActorKind.choices)
    actor_key = serializers.CharField(help_text="Name of the API key that acted for the member, or empty.")
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
        query = self.request.query_params
        days = {name: _day(query, name) for name in ("since", "until")}
        rows = search_events(
            self.request.organization,
            person=search_of(query, "person"),
            about=search_of(query, "about"),
            act=search_of(query, "act"),
            project_number=search_of(query, "project"),
            object_id=str(id_param(self.request, "object") or ""),
            **days,
        )
        return updated_since(self.request, rows, field="created_at").select_related("actor__user")

    @extend_schema(operation_id="activity_list", parameters=FILTERS)
    def get(self, request, *args, **kwargs):
        """Who did what in the organization; filters as on the page. Needs ``projects:read``."""
        return super().get(request, *args, **kwargs)


def _day(query, name):
    """The day of that parameter as it was written, or an empty text; 400 for what is no day."""
    text = query.get(name, "")
    try:
        return text and dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValidationError({name: "must be a day such as 2026-11-20"}) from None
