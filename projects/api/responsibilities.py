"""The twelve responsibilities of a project: read, confirm by hand, wait, waive."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core import clock
from core.api.filters import UPDATED_SINCE, instant_parameter
from projects import actions
from projects.api import bodies
from projects.api.base import ProjectScopedView
from projects.api.serializers import ResponsibilitySerializer
from projects.queries import responsibilities_of
from projects.rules.responsibilities import BY_KEY


class DutiesView(ProjectScopedView):
    """The twelve."""

    serializer_class = ResponsibilitySerializer

    @extend_schema(
        operation_id="projects_responsibilities_list",
        parameters=[UPDATED_SINCE],
        responses=ResponsibilitySerializer(many=True),
    )
    def get(self, request, number):
        """All twelve in their fixed order, with evidence. One page, however long."""
        duties = responsibilities_of(self.project(), clock.today(request.organization.zone))
        since = instant_parameter(request, "updated_since")
        found = [duty for duty in duties if since is None or duty.updated_at >= since]
        results = ResponsibilitySerializer(found, many=True).data
        return Response({"next": None, "previous": None, "results": results})


class DutyActView(ProjectScopedView):
    """Base of the acts on one responsibility: parse, call ``act``, answer the responsibility."""

    serializer_class = ResponsibilitySerializer

    def perform(self, body):
        """Run the act of the subclass with the values of ``body``."""
        key = self.kwargs["key"]
        if key not in BY_KEY:
            raise Http404
        project = self.project()
        self.act(project=project, key=key, by=self.request.member, now=clock.now(), **self.parsed(body))
        duties = responsibilities_of(project, clock.today(project.organization.zone))
        return Response(self.get_serializer(duties[BY_KEY[key].position - 1]).data)


class ConfirmView(DutyActView):
    """Confirmed by hand."""

    act = staticmethod(actions.confirm_responsibility)

    @extend_schema(request=bodies.ConfirmBody)
    def post(self, request, number, key):
        """Fulfill the responsibility: who, when, and what was seen."""
        return self.perform(bodies.ConfirmBody)


class WaitView(DutyActView):
    """Waiting on the counterparty."""

    act = staticmethod(actions.wait_on_counterparty)

    @extend_schema(request=bodies.WaitBody)
    def post(self, request, number, key):
        """Note what the counterparty was asked for; the clock of waiting starts."""
        return self.perform(bodies.WaitBody)


class WaiveView(DutyActView):
    """Waived."""

    act = staticmethod(actions.waive_responsibility)

    @extend_schema(request=bodies.WaiveBody)
    def post(self, request, number, key):
        """Waive the responsibility with a reason; three of them only an owner."""
        return self.perform(bodies.WaiveBody)


class TakeBackView(DutyActView):
    """Taken back."""

    act = staticmethod(actions.take_back)

    @extend_schema(request=None)
    def post(self, request, number, key):
        """Take back a waiver, or a confirmation by hand; 409 ``nothing_to_take_back`` for what follows from facts."""
        return self.perform(serializers.Serializer)
