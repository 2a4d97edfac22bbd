"""``project-templates/`` and ``responsibility-standards/``. The same actions as the pages."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.choices import Level, Scope
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from projects.actions.templates import save_template, set_standard
from projects.choices import ProjectClass, ResponsibilityKey
from projects.models import ProjectTemplate, ResponsibilityStandard
from projects.queries.templates import versions_in_force


class TemplateTaskShape(serializers.Serializer):
    """A task of a template; ``estimate`` in hours."""

    title = serializers.CharField(max_length=200)
    estimate = serializers.DecimalField(max_digits=12, decimal_places=4)
    skill_level = serializers.ChoiceField(Level.choices, required=False, allow_blank=True)


class TemplateShape(serializers.Serializer):
    """A template; ``waives`` counts from an owner's approval on."""

    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(max_length=120)
    project_class = serializers.ChoiceField(ProjectClass.choices, read_only=True)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True)
    waives = serializers.ListField(child=serializers.ChoiceField(ResponsibilityKey.choices), required=False)
    waivers_approved_at = serializers.DateTimeField(read_only=True, allow_null=True)
    is_active = serializers.BooleanField(required=False)
    version = serializers.IntegerField(read_only=True)
    tasks = TemplateTaskShape(many=True)


class StandardShape(serializers.ModelSerializer):
    """One of the twelve where the organization set something of its own."""

    class Meta:
        model = ResponsibilityStandard
        fields = ["project_class", "key", "due_days", "playbook", "evidence"]
        read_only_fields = ["project_class", "key"]


class TemplatesView(GenericAPIView):
    """The templates of small jobs."""

    scope_area = Scope.PROJECTS
    serializer_class = TemplateShape

    @extend_schema(parameters=[UPDATED_SINCE], responses=TemplateShape(many=True))
    def get(self, request):
        """Templates, newest first."""
        page = self.paginate_queryset(updated_since(request, ProjectTemplate.objects.all()))
        versions = versions_in_force(page)
        shown = [TemplateShape(_values(row, versions)).data for row in page]
        return self.get_paginated_response(shown)

    @extend_schema(request=TemplateShape, responses={201: TemplateShape})
    def post(self, request):
        """Make a template."""
        return Response(_saved(request, None), status=201)


class TemplateView(SingleResource, GenericAPIView):
    """One template."""

    row_model = ProjectTemplate

    scope_area = Scope.PROJECTS
    serializer_class = TemplateShape

    @extend_schema(responses=TemplateShape)
    def get(self, request, pk):
        """One template with its tasks."""
        return Response(TemplateShape(_values(get_object_or_404(ProjectTemplate, pk=pk))).data)

    @extend_schema(request=TemplateShape, responses=TemplateShape)
    def put(self, request, pk):
        """A new version; projects made before keep theirs."""
        return Response(_saved(request, get_object_or_404(ProjectTemplate, pk=pk)))


class StandardsView(GenericAPIView):
    """Where the organization differs from the shipped due dates and playbook."""

    scope_area = Scope.PROJECTS
    serializer_class = StandardShape

    @extend_schema(parameters=[UPDATED_SINCE], responses=StandardShape(many=True))
    def get(self, request):
        """Own due days and texts, newest first."""
        page = self.paginate_queryset(updated_since(request, ResponsibilityStandard.objects.all()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class StandardView(GenericAPIView):
    """One of the twelve in one class of projects."""

    scope_area = Scope.PROJECTS
    serializer_class = StandardShape

    @extend_schema(request=StandardShape, responses=StandardShape)
    def patch(self, request, project_class, key):
        """Set due days (null: as shipped), playbook or proof. Open projects follow with the next computation."""
        if project_class not in ProjectClass.values or key not in ResponsibilityKey.values:
            raise Http404
        body = StandardShape(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        row = set_standard(
            organization=request.organization,
            project_class=project_class,
            key=key,
            changes=body.validated_data,
            by=request.member,
            now=clock.now(),
        )
        return Response(self.get_serializer(row).data)


def _saved(request, template):
    body = TemplateShape(data=request.data)
    body.is_valid(raise_exception=True)
    values = dict(body.validated_data)
    tasks = [(task["title"], task["estimate"], task.get("skill_level", "")) for task in values.pop("tasks")]
    row = save_template(template=template, tasks=tasks, by=request.member, now=clock.now(), **values)
    return TemplateShape(_values(row)).data


def _values(row, versions=None):
    version = (versions_in_force([row]) if versions is None else versions).get(row.pk)
    shown = {name: getattr(row, name) for name in (*TemplateShape().fields,) if name != "tasks"}
    tasks = [
        {"title": line["title"], "estimate": line["hours"], "skill_level": line["level"]}
        for line in (version.plan if version else ())
    ]
    return shown | {"tasks": tasks}
