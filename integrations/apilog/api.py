"""``api-requests/…``: the log as the page shows it."""

from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.choices import Scope
from core.api.filters import UPDATED_SINCE, updated_since
from core.api.params import id_param
from core.errors import NotAllowed
from integrations.apilog import queries
from integrations.permissions import can_manage_sources


class ApiRequestSerializer(serializers.Serializer):
    """One request of the API. ``key`` is its name."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    method = serializers.CharField()
    path = serializers.CharField()
    status = serializers.IntegerField()
    milliseconds = serializers.IntegerField()
    request_id = serializers.CharField(help_text="As in the answer’s X-Request-ID.")
    key = serializers.CharField(source="key.name", allow_null=True, default=None)


class WholeApiRequestSerializer(ApiRequestSerializer):
    """The same; of a refused request what was sent and answered, secrets masked."""

    body = serializers.CharField()
    answer = serializers.CharField()


class _Route(GenericAPIView):
    scope_area = Scope.WEBHOOKS

    def initial(self, request, *args, **kwargs):
        """The log is the business of who manages keys."""
        super().initial(request, *args, **kwargs)
        if not can_manage_sources(request.member):
            raise NotAllowed("Only an owner reads the log of the API.")


class ApiRequests(_Route):
    """The log."""

    serializer_class = ApiRequestSerializer
    cursor_ordering = ("-at", "-id")

    def get_queryset(self):
        status = self.request.query_params.get("status", "")
        if status and status not in queries.STATUSES:
            raise ValidationError({"status": f"must be one of {', '.join(queries.STATUSES)}"})
        rows = queries.api_requests(key=id_param(self.request, "key"), status=status)
        return updated_since(self.request, rows, field="at")

    @extend_schema(
        operation_id="api_requests_list",
        parameters=[
            OpenApiParameter(
                "status", str, enum=list(queries.STATUSES), description="ok, refused (4xx), failed (5xx)."
            ),
            OpenApiParameter("key", UUID, description="Only requests of this key."),
            UPDATED_SINCE,
        ],
        responses=ApiRequestSerializer(many=True),
    )
    def get(self, request):
        """Requests of the organization's keys, the latest first, some seconds late; kept 90 days. Owners only."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class OneApiRequest(_Route):
    """One request."""

    serializer_class = WholeApiRequestSerializer

    @extend_schema(operation_id="api_requests_retrieve", responses=WholeApiRequestSerializer)
    def get(self, request, pk):
        """One request; of a refused one with what was sent and answered."""
        row = queries.api_request_by_id(pk)
        if row is None:
            raise Http404
        return Response(self.get_serializer(row).data)


urlpatterns = [
    path("api-requests/", ApiRequests.as_view(), name="api_requests"),
    path("api-requests/<uuid:pk>/", OneApiRequest.as_view(), name="api_request"),
]
