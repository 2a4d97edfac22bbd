"""``templates/``: versions, drafts, what finished projects say; a project begins with one and becomes one."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.choices import Scope
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from projects.actions.templates_apply import apply_template, version_in_force
from projects.actions.templates_kept import archive_template, duplicate_template, save_as_template
from projects.actions.templates_versions import discard_draft, publish_draft, start_draft, update_draft
from projects.api import templates_shapes as shapes
from projects.api.base import ProjectScopedView
from projects.models import ProjectTemplate, TemplateVersion
from projects.queries.templates import experience_of, template_rows


class PlanTemplatesView(GenericAPIView):
    """The templates of all classes with how they went."""

    scope_area = Scope.PROJECTS
    serializer_class = shapes.TemplateRowShape

    @extend_schema(
        operation_id="templates_list",
        parameters=[UPDATED_SINCE],
        responses=shapes.TemplateRowShape(many=True),
    )
    def get(self, request):
        """Templates, newest first."""
        page = self.paginate_queryset(updated_since(request, ProjectTemplate.objects.all()))
        shown = [shapes.row_values(row) for row in template_rows(page)]
        return self.get_paginated_response(shapes.TemplateRowShape(shown, many=True).data)


class PlanTemplateView(SingleResource, GenericAPIView):
    """One template with the version in force, and the draft where there is one."""

    row_model = ProjectTemplate
    scope_area = Scope.PROJECTS
    serializer_class = shapes.TemplateDetailShape

    @extend_schema(operation_id="templates_retrieve", responses=shapes.TemplateDetailShape)
    def get(self, request, pk):
        """The version in force, the draft, and actual hours per task (null: too few finished projects)."""
        return Response(_detail(get_object_or_404(ProjectTemplate, pk=pk)))

    @extend_schema(request=shapes.DraftBody, responses=shapes.TemplateDetailShape)
    def patch(self, request, pk):
        """Change the draft (one is started where there is none) or archive the template."""
        row = get_object_or_404(ProjectTemplate, pk=pk)
        body = shapes.DraftBody(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        archived = values.pop("archived", None)
        if archived is not None:
            row = archive_template(template=row, archived=archived, by=request.member, now=clock.now())
        if values:
            draft = start_draft(template=row, by=request.member, now=clock.now())
            content = shapes.with_keys(shapes.content_in(values), draft.plan)
            update_draft(draft=draft, by=request.member, now=clock.now(), **content)
        return Response(_detail(row))


class PublishTemplateView(GenericAPIView):
    """The draft becomes the version in force."""

    scope_area = Scope.PROJECTS
    serializer_class = shapes.TemplateDetailShape

    @extend_schema(request=None, responses=shapes.TemplateDetailShape)
    def post(self, request, pk):
        """Publish the draft; 404 without one."""
        draft = publish_draft(draft=_draft(pk), by=request.member, now=clock.now())
        return Response(_detail(draft.template))


class DiscardDraftView(GenericAPIView):
    """The draft goes."""

    scope_area = Scope.PROJECTS
    serializer_class = shapes.TemplateDetailShape

    @extend_schema(request=None, responses={204: None})
    def post(self, request, pk):
        """Discard the draft; a template that never had a version goes with it."""
        discard_draft(draft=_draft(pk), by=request.member, now=clock.now())
        return Response(status=204)


class DuplicateTemplateView(GenericAPIView):
    """A copy as a draft."""

    scope_area = Scope.PROJECTS
    serializer_class = shapes.TemplateDetailShape

    @extend_schema(request=None, responses={201: shapes.TemplateDetailShape})
    def post(self, request, pk):
        """Copy the last version into a template of its own."""
        row = get_object_or_404(ProjectTemplate, pk=pk)
        return Response(_detail(duplicate_template(template=row, by=request.member, now=clock.now())), status=201)


class BeginView(ProjectScopedView):
    """A project begins with a template."""

    serializer_class = shapes.BeginBody

    @extend_schema(request=shapes.BeginBody, responses=shapes.AddedShape)
    def post(self, request, number):
        """Add tasks, materials and a draft of the SoW; 409 ``has_plan`` unless ``again`` is said."""
        project, values = self.project(), self.parsed(shapes.BeginBody)
        version = version_in_force(get_object_or_404(ProjectTemplate, pk=values["template"], is_active=True))
        again = values.get("again", False)
        added = apply_template(project=project, version=version, by=request.member, now=clock.now(), again=again)
        shown = {"tasks": added.tasks, "materials": added.materials, "dated": added.dated}
        return Response(shapes.AddedShape(shown | {"sow": added.sow.pk if added.sow else None}).data)


class SaveAsView(ProjectScopedView):
    """A project becomes a template."""

    serializer_class = shapes.SaveAsBody

    @extend_schema(request=shapes.SaveAsBody, responses={201: shapes.TemplateDetailShape})
    def post(self, request, number):
        """A draft of a new template; an owner or service manager publishes it."""
        project, values = self.project(), self.parsed(shapes.SaveAsBody)
        row = save_as_template(project=project, by=request.member, now=clock.now(), **values)
        return Response(_detail(row), status=201)


def _draft(pk):
    return get_object_or_404(TemplateVersion.objects.select_related("template"), template=pk, published_at=None)


def _detail(row):
    draft = TemplateVersion.objects.filter(template=row, published_at=None).first()
    values = shapes.detail_values(template_rows([row])[0], draft, experience_of(row))
    return shapes.TemplateDetailShape(values).data
