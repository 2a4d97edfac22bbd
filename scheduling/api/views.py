"""Support requests come in here, one or a list at a time, and are read back."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import JSONParser
from rest_framework.response import Response

from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import InvalidInput
from core.paging import search_of
from scheduling import actions, queries
from scheduling.api import serializers as shapes
from scheduling.api.names import rows_of, without_place
from scheduling.models import RequestType

MOST_AT_ONCE = 1000
STATE = OpenApiParameter("state", str, enum=["open", "closed"])
TYPE = OpenApiParameter("type", str, description="The key of a request type.")
ONE_OR_LIST = PolymorphicProxySerializer(
    component_name="SupportRequestDelivery",
    serializers=[shapes.SupportRequestBody, shapes.SupportRequestBody(many=True)],
    resource_type_field_name=None,
    many=False,
)


class SupportRequestsView(GenericAPIView):
    """All support requests, or a delivery of them."""

    scope_area = "support"
    serializer_class = shapes.SupportRequestSerializer
    parser_classes = (JSONParser,)  # systems of others send: what we do not know is passed over
    cursor_ordering = ("-opened_at", "-id")

    @extend_schema(parameters=[STATE, TYPE, UPDATED_SINCE], responses=shapes.SupportRequestSerializer(many=True))
    def get(self, request):
        """Support requests, newest first."""
        state = request.query_params.get("state", "")
        if state not in ("", "open", "closed"):
            raise ValidationError({"state": "must be open or closed"})
        rows = queries.requests(
            request.organization, state=state, request_type=search_of(request.query_params, "type")
        )
        page = self.paginate_queryset(updated_since(request, rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=ONE_OR_LIST, responses=shapes.ReceiptSerializer)
    def post(self, request):
        """Add or update by ``external_id``: one object, or a list of at most 1,000. All or nothing.

        A field that is left out keeps its value. ``customer`` is a name; one we know is linked.
        """
        several = isinstance(request.data, list)
        if several and len(request.data) > MOST_AT_ONCE:
            raise ValidationError({"non_field_errors": [f"At most {MOST_AT_ONCE} requests at once."]})
        body = shapes.SupportRequestBody(data=request.data, many=several)
        body.is_valid(raise_exception=True)
        bodies = body.validated_data if several else [body.validated_data]
        try:
            requests = rows_of(request.organization, bodies)
            receipt = actions.receive_requests(requests=requests, by=request.member, now=clock.now())
        except InvalidInput as error:
            raise error if several else without_place(error) from None
        return Response(shapes.ReceiptSerializer(receipt).data)


class SupportRequestView(SingleResource, GenericAPIView):
    """One support request."""

    scope_area = "support"
    serializer_class = shapes.SupportRequestSerializer

    def get(self, request, pk):
        """One support request."""
        row = get_object_or_404(queries.requests(request.organization), pk=pk)
        return Response(self.get_serializer(row).data)


class RequestTypesView(GenericAPIView):
    """The kinds of request."""

    scope_area = "support"
    serializer_class = shapes.RequestTypeSerializer
    cursor_ordering = ("position", "id")

    @extend_schema(parameters=[UPDATED_SINCE], responses=shapes.RequestTypeSerializer(many=True))
    def get(self, request):
        """The organization's request types in their order."""
        actions.ensure_request_types()
        rows = updated_since(request, RequestType.objects.all(), field="created_at")
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)
