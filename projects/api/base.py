"""What the views of one project share: finding it, people by address, the body, the answer."""

from django.shortcuts import get_object_or_404
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.queries import member_by_email
from core import clock
from core.errors import InvalidInput
from projects.api.serializers import ProjectSerializer
from projects.queries import next_update_at, project_by_number, responsibilities_of, weekly_moment


class ProjectScopedView(GenericAPIView):
    """Base of every view below ``projects/<number>/``."""

    scope_area = "projects"

    def project(self):
        """The project of the address; 404 for one that is missing or another organization's."""
        return project_by_number(self.kwargs["number"])

    def row(self, model, pk, project, *related):
        """A row of that project, or 404."""
        row = get_object_or_404(model.objects.select_related(*related), pk=pk, project=project)
        row.project = project
        return row

    def parsed(self, serializer):
        """The checked values of the body."""
        body = serializer(data=self.request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def listed(self, rows):
        """One page of ``rows``."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


def member_at(email, pointer):
    """The member of that address. Raises InvalidInput at ``pointer`` when there is none; None stays None."""
    if email is None:
        return None
    member = member_by_email(email)
    if member is None:
        message = f"{email} is not a member of the organization."
        raise InvalidInput(message, [{"pointer": pointer, "code": "unknown", "detail": message}])
    return member


def next_update(organization):
    """``project -> instant | None``: when its next weekly update leaves. Reads the organization's settings once."""
    weekly, now = weekly_moment(organization), clock.now()
    return lambda project: next_update_at(project, weekly, now)


def answered(project, *, status=200):
    """The whole project as it is now."""
    organization = project.organization
    context = {
        "next_update_at": next_update(organization),
        "duties": responsibilities_of(project, clock.today(organization.zone)),
    }
    return Response(ProjectSerializer(project, context=context).data, status=status)
