"""API of updates: the list of a project, and the same acts as on the pages."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.api.params import choice_param
from customers.models import Contact
from projects.queries import project_by_number
from updates import actions
from updates.api.serializers import HoldBody, ResendBody, TestBody, UpdateSerializer, WordsBody
from updates.choices import UpdateState
from updates.models import WeeklyUpdate
from updates.queries.runs import updates_of_project

STATE = OpenApiParameter("state", str, enum=UpdateState.values)


class UpdatesView(GenericAPIView):
    """Updates of one project."""

    scope_area = "updates"
    serializer_class = UpdateSerializer
    cursor_ordering = ("-week_start", "-version", "-id")

    @extend_schema(
        operation_id="projects_updates_list",
        parameters=[STATE, UPDATED_SINCE],
        responses=UpdateSerializer(many=True),
    )
    def get(self, request, number):
        """Every version of every week, newest first."""
        rows = updated_since(request, updates_of_project(project_by_number(number)))
        if state := choice_param(request, "state", UpdateState):
            rows = rows.filter(state=state)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class OneUpdateView(GenericAPIView):
    """Base of the views of one update."""

    scope_area = "updates"
    serializer_class = UpdateSerializer

    def found(self):
        """The update of the address; 404 where project or update is missing or another organization's."""
        rows = updates_of_project(project_by_number(self.kwargs["number"]))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def answered(self, update, *, status=200):
        """The update as it is now."""
        return Response(self.get_serializer(update).data, status=status)

    def parsed(self, serializer):
        """The checked values of the body."""
        body = serializer(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data


class UpdateView(SingleResource, OneUpdateView):
    """One update."""

    row_model = WeeklyUpdate

    @extend_schema(operation_id="projects_updates_retrieve")
    def get(self, request, number, pk):
        """One update."""
        return self.answered(self.found())

    @extend_schema(request=WordsBody, operation_id="projects_updates_write_words")
    def patch(self, request, number, pk):
        """Write the manager's words; the facts stay frozen."""
        words = self.parsed(WordsBody)["words"]
        update = actions.write_words(update=self.found(), words=words, by=request.member, now=clock.now())
        return self.answered(update)


class ActView(OneUpdateView):
    """Base of the acts without a body."""

    act = None

    @extend_schema(request=None)
    def post(self, request, number, pk):
        """Do it and answer the update. 409 `wrong_state`, and on approving `words_needed` while its sentence lacks."""
        return self.answered(type(self).act(update=self.found(), by=request.member, now=clock.now()))


class ApproveView(ActView):
    """Let it go at its moment; past the moment it leaves at once."""

    act = actions.approve_update


class UnapproveView(ActView):
    """Take the approval back until it was sent."""

    act = actions.unapprove_update


class ReleaseView(ActView):
    """End a hold."""

    act = actions.release_update


class RefreshView(ActView):
    """Freeze the facts as they are now."""

    act = actions.refresh_facts


class CorrectView(OneUpdateView):
    """A new version of what was sent."""

    @extend_schema(request=None, responses={201: UpdateSerializer})
    def post(self, request, number, pk):
        """Answers the new draft."""
        return self.answered(
            actions.correct_update(update=self.found(), by=request.member, now=clock.now()), status=201
        )


class DiscardView(OneUpdateView):
    """A correction taken back before it was sent."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request, number, pk):
        """Only a correction that was not sent; the sent version stays."""
        actions.discard_correction(update=self.found(), by=request.member, now=clock.now())
        return Response(status=204)


class SendView(OneUpdateView):
    """That project alone, at once."""

    @extend_schema(request=None, responses={202: UpdateSerializer})
    def post(self, request, number, pk):
        """The mails are in the outbox when this answers; workers deliver. 409 `words_needed`, `wrong_state`."""
        update = self.found()
        actions.send_update(update=update, by=request.member, now=clock.now())
        return self.answered(update, status=202)


class HoldView(OneUpdateView):
    """Keep it back."""

    @extend_schema(request=HoldBody)
    def post(self, request, number, pk):
        """Hold with a reason."""
        reason = self.parsed(HoldBody)["reason"]
        return self.answered(
            actions.hold_update(update=self.found(), reason=reason, by=request.member, now=clock.now())
        )


class ResendView(OneUpdateView):
    """The same snapshot once more to one contact."""

    @extend_schema(request=ResendBody, responses={202: UpdateSerializer})
    def post(self, request, number, pk):
        """Queue the mail again."""
        contact = get_object_or_404(Contact, pk=self.parsed(ResendBody)["contact"])
        update = self.found()
        actions.resend_update(update=update, contact=contact, by=request.member, now=clock.now())
        return self.answered(update, status=202)


class TestView(OneUpdateView):
    """A test to oneself."""

    @extend_schema(request=TestBody, responses={202: UpdateSerializer})
    def post(self, request, number, pk):
        """Send the key's member what that person would get now; nobody is told anything."""
        update = self.found()
        actions.send_trial(
            update=update,
            by=request.member,
            now=clock.now(),
            audience=self.parsed(TestBody)["audience"],
            person_id=self.parsed(TestBody)["person"],
        )
        return self.answered(update, status=202)


ACTS = {
    "approve": ApproveView,
    "unapprove": UnapproveView,
    "hold": HoldView,
    "release": ReleaseView,
    "refresh": RefreshView,
    "send": SendView,
    "correct": CorrectView,
    "discard": DiscardView,
    "resend": ResendView,
    "test": TestView,
}
