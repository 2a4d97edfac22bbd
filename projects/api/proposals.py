"""Proposals for a plan: the project's manager asks, the lead tech decides."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.people import PersonSerializer
from accounts.queries import people
from core import clock
from core.api.filters import UPDATED_SINCE, updated_since
from projects import actions
from projects.api import bodies
from projects.api.base import ProjectScopedView
from projects.api.plan import task_values
from projects.api.plan_shapes import EditedShape
from projects.choices import ProposalState
from projects.models import PlanProposal, Task
from projects.queries.proposals import parts_of

WORK = ("position", "remaining", "done", "after")


class WishBody(serializers.Serializer):
    """Other values for one task."""

    task = serializers.UUIDField()
    set = bodies.TaskChange()


class ProposalBody(serializers.Serializer):
    """Changed, new and deleted tasks, and why. ``send`` false keeps it as a draft."""

    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    change = WishBody(many=True, required=False)
    add = bodies.TaskBody(many=True, required=False)
    delete = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=500)
    send = serializers.BooleanField(required=False, default=True)


class PartShape(serializers.Serializer):
    """One change in words; ``stale`` says that it no longer fits the plan and would be left out."""

    kind = serializers.CharField()
    task = serializers.CharField()
    title = serializers.CharField()
    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    stale = serializers.BooleanField()


class ProposalSerializer(serializers.ModelSerializer):
    """A proposal with its parts."""

    by = PersonSerializer()
    state = serializers.ChoiceField(choices=ProposalState.choices)
    parts = PartShape(many=True)

    class Meta:
        model = PlanProposal
        fields = [
            "id",
            "by",
            "state",
            "note",
            "proposed_at",
            "decided_at",
            "decision",
            "parts",
            "created_at",
            "updated_at",
        ]


class ProposalsView(ProjectScopedView):
    """All proposals for the plan."""

    serializer_class = ProposalSerializer
    cursor_ordering = ("-created_at", "-id")

    @extend_schema(
        operation_id="projects_plan_proposals_list",
        parameters=[UPDATED_SINCE],
        responses=ProposalSerializer(many=True),
    )
    def get(self, request, number):
        """Proposals, newest first; drafts are seen by who writes them."""
        project = self.project()
        rows = PlanProposal.objects.filter(project=project).select_related("by__user")
        drafts_of_others = rows.filter(state=ProposalState.DRAFT).exclude(by=request.member)
        rows = updated_since(request, rows.exclude(pk__in=drafts_of_others.values("pk")))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(with_parts(page, project, request), many=True).data)

    @extend_schema(request=ProposalBody, responses={201: ProposalSerializer})
    def post(self, request, number):
        """Write wishes and send them. Only the project's manager proposes: the lead tech changes the plan itself."""
        project, values = self.project(), self.parsed(ProposalBody)
        act = {"by": request.member, "now": clock.now()}
        draft = actions.note_wishes(
            project=project,
            wanted={one["task"]: _fields(one["set"]) for one in values.get("change", ())},
            added=[_fields(one) for one in values.get("add", ())],
            deleted=values.get("delete", ()),
            **act,
        )
        draft.project = project
        if values["send"]:
            draft = actions.propose_plan(proposal=draft, note=values["note"], **act)
        (shown,) = with_parts([draft], project, request)
        return Response(self.get_serializer(shown).data, status=201)


class AcceptProposalView(ProjectScopedView):
    """Acceptance."""

    serializer_class = EditedShape

    @extend_schema(request=None)
    def post(self, request, number, pk):
        """Do what still fits; what does not is named. 409 when nothing fits any more."""
        proposal = self.row(PlanProposal, pk, self.project(), "by__user")
        edited = actions.accept_proposal(proposal=proposal, by=request.member, now=clock.now())
        left = [{"title": title, "reason": reason} for title, reason in edited.left]
        return Response(self.get_serializer({"changed": [task.pk for task in edited.tasks], "left": left}).data)


class DeclineProposalView(ProjectScopedView):
    """Refusal."""

    serializer_class = ProposalSerializer

    @extend_schema(request=bodies.ReasonBody)
    def post(self, request, number, pk):
        """Do nothing of it and say why."""
        project, reason = self.project(), self.parsed(bodies.ReasonBody)["reason"]
        proposal = self.row(PlanProposal, pk, project, "by__user")
        actions.decline_proposal(proposal=proposal, by=request.member, now=clock.now(), reason=reason)
        return Response(self.get_serializer(with_parts([proposal], project, request)[0]).data)


class WithdrawProposalView(ProjectScopedView):
    """Taking back."""

    serializer_class = ProposalSerializer

    @extend_schema(request=None)
    def post(self, request, number, pk):
        """The writer takes it back."""
        project = self.project()
        proposal = self.row(PlanProposal, pk, project, "by__user")
        actions.withdraw_proposal(proposal=proposal, by=request.member, now=clock.now())
        return Response(self.get_serializer(with_parts([proposal], project, request)[0]).data)


def with_parts(proposals, project, request):
    """The proposals with their parts in words. Two statements."""
    names = {person.key: person.name for person in people(request.organization)}
    return parts_of(proposals, Task.objects.filter(project=project), names)


def _fields(values):
    return {name: value for name, value in task_values(dict(values)).items() if name not in WORK}
