"""The register of commitments of a project."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.people import PersonSerializer
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.api.params import choice_param
from projects import actions
from projects.api.base import ProjectScopedView, member_at
from projects.choices import CommitmentKind, CommitmentState
from projects.models import Commitment

PEOPLE = ("owner__user", "settled_by__user")


class CommitmentSerializer(serializers.ModelSerializer):
    """A line; ``due_on`` null means by the end of the project."""

    owner = PersonSerializer()
    settled_by = PersonSerializer(allow_null=True)

    class Meta:
        model = Commitment
        fields = [
            "id",
            "position",
            "kind",
            "text",
            "owner",
            "due_on",
            "state",
            "reason",
            "settled_at",
            "settled_by",
            "created_at",
            "updated_at",
        ]


class CommitmentChange(serializers.Serializer):
    """Who keeps it (the address of a member) and by when."""

    owner = serializers.EmailField(required=False)
    due_on = serializers.DateField(required=False, allow_null=True)


class CommitmentBody(CommitmentChange):
    """Something that was said and is in no paper; without ``owner`` it is the caller's."""

    kind = serializers.ChoiceField(choices=CommitmentKind.choices)
    text = serializers.CharField(max_length=500)


class OutcomeBody(serializers.Serializer):
    """What became of it; broken and void need the reason."""

    state = serializers.ChoiceField(choices=CommitmentState.choices)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class CommitmentsView(ProjectScopedView):
    """What was promised, left out and assumed."""

    serializer_class = CommitmentSerializer
    cursor_ordering = ("position", "id")

    @extend_schema(
        operation_id="projects_commitments_list",
        parameters=[OpenApiParameter("state", str, enum=CommitmentState.values), UPDATED_SINCE],
        responses=CommitmentSerializer(many=True),
    )
    def get(self, request, number):
        """The lines in their order."""
        rows = Commitment.objects.filter(project=self.project()).select_related(*PEOPLE)
        state = choice_param(request, "state", CommitmentState)
        return self.listed(updated_since(request, rows.filter(state=state) if state else rows))

    @extend_schema(request=CommitmentBody, responses={201: CommitmentSerializer})
    def post(self, request, number):
        """Note a commitment. The project's manager and lead tech may."""
        values = _with_owner(self.parsed(CommitmentBody))
        line = actions.add_commitment(project=self.project(), by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(line).data, status=201)


class CommitmentView(SingleResource, ProjectScopedView):
    """One line."""

    row_model = Commitment
    serializer_class = CommitmentSerializer

    def get(self, request, number, pk):
        """One line."""
        return Response(self.get_serializer(self.row(Commitment, pk, self.project(), *PEOPLE)).data)

    @extend_schema(request=CommitmentChange)
    def patch(self, request, number, pk):
        """Give it another owner or day; what was said stays as it was said."""
        line, values = self.row(Commitment, pk, self.project(), *PEOPLE), self.parsed(CommitmentChange)
        actions.update_commitment(commitment=line, by=request.member, now=clock.now(), **_with_owner(values))
        return Response(self.get_serializer(line).data)


class SettleCommitmentView(ProjectScopedView):
    """What became of a line."""

    serializer_class = CommitmentSerializer

    @extend_schema(request=OutcomeBody, responses=CommitmentSerializer)
    def post(self, request, number, pk):
        """Kept, broken or void (both with the reason); ``open`` takes it back. Its owner may, too."""
        line, values = self.row(Commitment, pk, self.project(), *PEOPLE), self.parsed(OutcomeBody)
        actions.settle_commitment(commitment=line, by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(line).data)


def _with_owner(values):
    return values | {"owner": member_at(values["owner"], "/owner")} if "owner" in values else values
