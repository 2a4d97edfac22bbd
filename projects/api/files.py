"""Files of a project."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from core import clock
from core.api.bodies import KnownFieldsParser, refuse_unknown
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.uploads import KINDS
from files.models import Document
from files.queries import files_of_project
from files.sending import handed_out
from files.shapes import FileBody, FileShape
from projects import actions
from projects.api.base import ProjectScopedView

VERSION = OpenApiParameter("version", int, description="The newest without it.")


class FilesView(ProjectScopedView):
    """Papers and pictures, those of the deal included."""

    serializer_class = FileShape
    parser_classes = (MultiPartParser, KnownFieldsParser)
    cursor_ordering = ("-updated_at", "-id")

    @extend_schema(operation_id="projects_files_list", parameters=[UPDATED_SINCE], responses=FileShape(many=True))
    def get(self, request, number):
        """The files, newest change first."""
        return self.listed(updated_since(request, files_of_project(self.project())))

    @extend_schema(request={"multipart/form-data": FileBody}, responses={201: FileShape})
    def post(self, request, number):
        """Add a file, or the next version of one. 413 when it is too large, 415 when it may not be kept."""
        project = self.project()
        refuse_unknown(request.data, [FileBody()])
        values = self.parsed(FileBody)
        upload = values.pop("file")
        row = actions.add_project_file(
            project=project, upload=upload, by=request.member, now=clock.now(), **values
        )
        return Response(self.get_serializer(files_of_project(project).get(pk=row.pk)).data, status=201)


class FileView(SingleResource, ProjectScopedView):
    """One file."""

    row_model = Document
    serializer_class = FileShape

    @extend_schema(operation_id="projects_files_retrieve")
    def get(self, request, number, pk):
        """One file."""
        return Response(self.get_serializer(_file(self.project(), pk)).data)

    @extend_schema(responses={204: None})
    def delete(self, request, number, pk):
        """Remove the file with its versions; for 30 days a person can bring it back. Files of the deal: there."""
        project = self.project()
        document = get_object_or_404(files_of_project(project), pk=pk, project=project)
        actions.remove_project_file(project=project, document=document, by=request.member, now=clock.now())
        return Response(status=204)


class FileContentView(ProjectScopedView):
    """The bytes."""

    @extend_schema(
        operation_id="projects_files_content",
        parameters=[VERSION],
        responses={(200, *KINDS): OpenApiTypes.BINARY},
    )
    def get(self, request, number, pk):
        """One version as an attachment, of its own media type."""
        return handed_out(_file(self.project(), pk), request.query_params.get("version", ""))


def _file(project, pk):
    """The file with its versions."""
    return get_object_or_404(files_of_project(project), pk=pk)
