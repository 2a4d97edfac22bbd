"""Lists for machines: saved views, exports and acts on many rows, and how far their jobs are."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core import clock
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import InvalidInput
from core.exports import CONTENT_TYPES
from dashboard.actions.jobs import begin_bulk, begin_export, begin_undo, cancel_job
from dashboard.actions.views import delete_view, save_view
from dashboard.api import list_shapes as shapes
from dashboard.lists.acts import act_named
from dashboard.lists.kinds import KINDS
from dashboard.models import ListJob
from dashboard.queries.views import views_of
from imports.actions import cancel_import, undo_import
from imports.api import ImportRow
from imports.kinds import KINDS as IMPORTED
from imports.models import ImportJob
from imports.queries import rejects

LIST = OpenApiParameter("list_key", str, OpenApiParameter.PATH, enum=sorted(KINDS))


class ListScopedView(GenericAPIView):
    """Base of every view below ``lists/<list_key>/``: a key needs the scope of what the list shows."""

    @property
    def kind(self):
        """The list of the address, or 404."""
        if self.kwargs["list_key"] not in KINDS:
            raise Http404
        return KINDS[self.kwargs["list_key"]]

    @property
    def scope_area(self):
        """Read by the permission."""
        return self.kind.area

    def parsed(self, shape):
        """The checked values of the body."""
        body = shape(data=self.request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


class ViewsOfList(ListScopedView):
    """Saved views of one list."""

    serializer_class = shapes.ViewRow

    @extend_schema(
        operation_id="list_views", parameters=[LIST, UPDATED_SINCE], responses=shapes.ViewRow(many=True)
    )
    def get(self, request, list_key):
        """The member's own views and the team's, newest first."""
        rows = updated_since(request, views_of(request.member, self.kind.key), field="created_at")
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(
        operation_id="list_view_save",
        parameters=[LIST],
        request=shapes.ViewBody,
        responses={201: shapes.ViewRow},
    )
    def post(self, request, list_key):
        """Save filters under a name; the same name again replaces the member's own view."""
        values = self.parsed(shapes.ViewBody)
        query = urlencode(values.pop("filters"))
        view = save_view(list_key=self.kind.key, query=query, by=request.member, **values)
        return Response(self.get_serializer(view).data, status=201)


class ViewOfList(ListScopedView):
    """One saved view."""

    serializer_class = shapes.ViewRow

    @extend_schema(operation_id="list_view_delete", parameters=[LIST], responses={204: None})
    def delete(self, request, list_key, pk):
        """Forget it: one's own, or as owner or service manager a shared one."""
        view = get_object_or_404(views_of(request.member, self.kind.key), pk=pk)
        delete_view(view=view, by=request.member)
        return Response(status=204)


class Exports(ListScopedView):
    """A list as a file."""

    serializer_class = shapes.JobRow

    @extend_schema(
        operation_id="list_export",
        parameters=[LIST],
        request=shapes.ExportBody,
        responses={202: shapes.JobRow},
    )
    def post(self, request, list_key):
        """Begin an export of every row that the filters find; the job has the file when it is done."""
        values = self.parsed(shapes.ExportBody)
        query = urlencode(values["filters"])
        job = begin_export(
            list_key=self.kind.key, kind=values["format"], query=query, by=request.member, now=clock.now()
        )
        return Response(self.get_serializer(job).data, status=202)


class BulkActs(ListScopedView):
    """One act on many rows."""

    serializer_class = shapes.JobRow

    @extend_schema(
        operation_id="list_change",
        parameters=[LIST],
        request=shapes.BulkBody,
        responses={202: shapes.JobRow},
    )
    def post(self, request, list_key):
        """Begin the act on ``ids`` among the rows that the filters find, or on all of them without ``ids``."""
        values = self.parsed(shapes.BulkBody)
        act = act_named(self.kind.key, values["act"])
        if act is None:
            raise InvalidInput("The list has no such act.", [{"pointer": "/act", "code": "invalid", "detail": ""}])
        form = act.form(values["values"], organization=request.organization)
        if not form.is_valid():
            raise InvalidInput("The act needs other values.", _pointers(form))
        rows = act.among(self.kind.rows(request.organization, QueryDict(urlencode(values["filters"]))))
        if "ids" in values:
            rows = rows.filter(pk__in=values["ids"])
        job = begin_bulk(
            list_key=self.kind.key,
            act=act,
            rows=rows,
            values=form.cleaned_data,
            by=request.member,
            now=clock.now(),
        )
        return Response(self.get_serializer(job).data, status=202)


ANY_JOB = PolymorphicProxySerializer("AnyJob", [shapes.JobRow, ImportRow], resource_type_field_name=None)


class JobScopedView(GenericAPIView):
    """Base of the views of one job: the member's own on a list, or an import. A key needs the scope of either."""

    serializer_class = shapes.JobRow

    @property
    def job(self):
        """The job of the address, on a list or an import, or 404."""
        own = ListJob.objects.defer("file").filter(member=self.request.member, pk=self.kwargs["pk"]).first()
        return own or get_object_or_404(ImportJob.objects.select_related("file"), pk=self.kwargs["pk"])

    @property
    def scope_area(self):
        """Read by the permission."""
        job = self.job
        return IMPORTED[job.kind].scope if isinstance(job, ImportJob) else KINDS[job.list_key].area

    def answered(self, job, status=200):
        """The job as it is now."""
        shape = ImportRow if isinstance(job, ImportJob) else shapes.JobRow
        return Response(shape(job).data, status=status)


class OneJob(JobScopedView):
    """One job."""

    @extend_schema(operation_id="job_retrieve", responses=ANY_JOB)
    def get(self, request, pk):
        """How far it is; ``errors`` names at most 200 rows that were refused, of an import the first thousand."""
        return self.answered(self.job)


class JobFile(JobScopedView):
    """What an export made."""

    @extend_schema(
        operation_id="job_file",
        responses={(200, *(kind.partition(";")[0] for kind in CONTENT_TYPES.values())): OpenApiTypes.BINARY},
    )
    def get(self, request, pk):
        """The file of an export (404 until it is made and when it is not kept any more); wrong rows of an import."""
        job = self.job
        if isinstance(job, ImportJob):
            if job.file is None:
                raise Http404
            return HttpResponse("".join(rejects(job)), content_type=CONTENT_TYPES["csv"])
        if not job.is_export or job.file is None:
            raise Http404
        return HttpResponse(bytes(job.file), content_type=CONTENT_TYPES[job.act])


class UndoJob(JobScopedView):
    """The way back."""

    @extend_schema(operation_id="job_undo", request=None, responses={202: ANY_JOB})
    def post(self, request, pk):
        """Take back what the job did, row by row: on a list by a new job, of an import by the same."""
        undo = undo_import if isinstance(self.job, ImportJob) else begin_undo
        return self.answered(undo(job=self.job, by=request.member, now=clock.now()), status=202)


class CancelJob(JobScopedView):
    """Stopping."""

    @extend_schema(operation_id="job_cancel", request=None, responses=ANY_JOB)
    def post(self, request, pk):
        """Stop before the next row; what is done stays done, and can be undone."""
        job = self.job
        if isinstance(job, ImportJob):
            return self.answered(cancel_import(job=job, by=request.member, now=clock.now()))
        return self.answered(cancel_job(job=job, by=request.member))


def _pointers(form):
    return [
        {"pointer": f"/values/{name}", "code": error.code or "invalid", "detail": " ".join(error.messages)}
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]
