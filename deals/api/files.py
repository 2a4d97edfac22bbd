"""Papers of a deal."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from core import clock
from core.api.bodies import KnownFieldsParser, refuse_unknown
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.uploads import KINDS
from deals.actions.files import add_deal_file, remove_deal_file
from deals.models import Deal
from files.models import Document
from files.queries import files_of_deal
from files.sending import handed_out
from files.shapes import FileBody, FileShape


class DealFilesView(GenericAPIView):
    """The papers."""

    scope_area = "deals"
    serializer_class = FileShape
    parser_classes = (MultiPartParser, KnownFieldsParser)
    cursor_ordering = ("-updated_at", "-id")

    @extend_schema(operation_id="deals_files_list", parameters=[UPDATED_SINCE], responses=FileShape(many=True))
    def get(self, request, pk):
        """The papers, newest change first."""
        rows = updated_since(request, files_of_deal(get_object_or_404(Deal, pk=pk)))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request={"multipart/form-data": FileBody}, responses={201: FileShape})
    def post(self, request, pk):
        """Add a paper, or the next version of one. 413 when it is too large, 415 when it may not be kept."""
        deal = get_object_or_404(Deal, pk=pk)
        refuse_unknown(request.data, [FileBody()])
        body = FileBody(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        row = add_deal_file(deal=deal, upload=values.pop("file"), by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(files_of_deal(deal).get(pk=row.pk)).data, status=201)


class DealFileView(SingleResource, GenericAPIView):
    """One paper."""

    scope_area = "deals"
    serializer_class = FileShape

    def lock_row(self, **kwargs):
        """As SingleResource; ``pk`` is the deal's."""
        Document.objects.select_for_update(of=("self",)).filter(pk=kwargs["file"]).exists()

    @extend_schema(operation_id="deals_files_retrieve")
    def get(self, request, pk, file):
        """One paper."""
        return Response(self.get_serializer(_document(pk, file)).data)

    @extend_schema(responses={204: None})
    def delete(self, request, pk, file):
        """Remove the paper with its versions; for 30 days a person can bring it back."""
        remove_deal_file(document=_document(pk, file), by=request.member, now=clock.now())
        return Response(status=204)


class DealFileContentView(GenericAPIView):
    """The bytes."""

    scope_area = "deals"

    @extend_schema(
        operation_id="deals_files_content",
        parameters=[OpenApiParameter("version", int, description="The newest without it.")],
        responses={(200, *KINDS): OpenApiTypes.BINARY},
    )
    def get(self, request, pk, file):
        """One version as an attachment, of its own media type."""
        return handed_out(_document(pk, file), request.query_params.get("version", ""))


def _document(pk, file):
    """The file with its versions; 404 where deal or file is missing or another organization's."""
    return get_object_or_404(files_of_deal(get_object_or_404(Deal, pk=pk)), pk=file)
