"""A substitute for a line of materials."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core import clock
from projects import actions
from projects.api.base import ProjectScopedView
from projects.api.materials import MaterialSerializer
from projects.models import BomLine


class SubstituteBody(serializers.Serializer):
    """What could come instead, and why."""

    substitute = serializers.CharField(max_length=300)
    why = serializers.CharField(max_length=300)


class AgreedBody(serializers.Serializer):
    """Who at the customer agreed, and how; ``seen`` is the proposal that was read."""

    agreed = serializers.CharField(max_length=300)
    seen = serializers.CharField(max_length=300, required=False)


class SubstituteScopedView(ProjectScopedView):
    """One line and an act on its proposal."""

    serializer_class = MaterialSerializer

    def act(self, pk, action, **values):
        """Do it and answer with the line."""
        line = self.row(BomLine, pk, self.project())
        action(line=line, by=self.request.member, now=clock.now(), **values)
        return Response(self.get_serializer(line).data)


class SubstituteView(SubstituteScopedView):
    """The proposal."""

    @extend_schema(request=SubstituteBody)
    def post(self, request, number, pk):
        """Propose something else for all of the line that is not there yet."""
        return self.act(pk, actions.propose_substitute, **self.parsed(SubstituteBody))


class ApproveSubstituteView(SubstituteScopedView):
    """The approval."""

    @extend_schema(request=AgreedBody)
    def post(self, request, number, pk):
        """The project manager approves: what is not there yet becomes ``substituted``."""
        return self.act(pk, actions.approve_substitute, **self.parsed(AgreedBody))


class RefuseSubstituteView(SubstituteScopedView):
    """The end of a proposal."""

    @extend_schema(request=None)
    def post(self, request, number, pk):
        """The proposal is off."""
        return self.act(pk, actions.refuse_substitute)
