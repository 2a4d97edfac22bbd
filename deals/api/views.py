"""API of deals. Guard, parse, call the same actions as the pages, answer. Accepting belongs to projects."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import JSONParser
from rest_framework.response import Response

from accounts.queries import member_by_email
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, instant_parameter
from core.api.params import SEARCH, choice_param, id_param, ordering_param
from core.api.problems import problem
from core.paging import search_of
from customers.models import Customer
from deals import actions, queries
from deals.api import serializers as shapes
from deals.api.examples import DEAL
from deals.body import DealBody
from deals.choices import DealState, QuestionKind
from deals.models import Deal
from deals.queries import numbers

ORDERINGS = {
    "received_at": "received_at",
    "updated_at": "updated_at",
    "title": "title",
    "created_at": "created_at",
}
FILTERS = [
    OpenApiParameter("state", str, enum=DealState.values),
    OpenApiParameter("customer", UUID, description="Only deals of this customer."),
    OpenApiParameter("project_manager", str, description="Address of who looks after them."),
    OpenApiParameter(
        "ordering", str, description="received_at (default, newest first), updated_at, title; minus turns."
    ),
    SEARCH,
    UPDATED_SINCE,
]


def answered(deal, request, *, status=200):
    """The whole deal as it is now."""
    row = queries.deal_by_id(request.organization, deal.pk)
    return Response(shapes.DealSerializer(row).data, status=status)


class DealsView(GenericAPIView):
    """Closed deals: take one in, or list them."""

    scope_area = "deals"
    serializer_class = shapes.DealSummarySerializer
    parser_classes = (JSONParser,)  # systems of others send: what we do not know is passed over

    @property
    def cursor_ordering(self):
        """Read by the paginator."""
        return ordering_param(self.request, ORDERINGS, "-received_at")

    def get_queryset(self):
        """The rows that the filters leave."""
        return queries.deals(
            self.request.organization,
            state=choice_param(self.request, "state", DealState),
            search=search_of(self.request.query_params),
            customer=id_param(self.request, "customer"),
            looked_after_by=search_of(self.request.query_params, "project_manager"),
            updated_since=instant_parameter(self.request, "updated_since"),
        )

    @extend_schema(parameters=FILTERS, responses=shapes.DealSummarySerializer(many=True))
    def get(self, request):
        """Deals, last received first. Lines, contacts and advice are on the single deal."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        request=DealBody,
        responses={201: shapes.ReceivedSerializer, 200: shapes.ReceivedSerializer},
        examples=[DEAL],
    )
    def post(self, request):
        """Hand over a closed deal.

        201 for a new one; 200 with ``changes`` for the same ``(source, external_id)`` again; 409
        when somebody has decided already and the body differs: it is kept as ``pending_change``.
        """
        received = actions.receive_deal(payload=request.data, by=request.member, now=clock.now())
        changes = [change.plain() for change in received.changes]
        if received.pending:
            text = "The deal is decided already. The change is kept beside it and was not applied."
            return problem(409, text, code="deal_decided", id=str(received.deal.pk), changes=changes)
        row = queries.deal_by_id(request.organization, received.deal.pk)
        row.changes = received.changes
        return Response(shapes.ReceivedSerializer(row).data, status=201 if received.created else 200)


class DealView(SingleResource, GenericAPIView):
    """One deal."""

    scope_area = "deals"
    serializer_class = shapes.DealSerializer

    def get(self, request, pk):
        """The deal with lines, contacts, what is missing and what would help."""
        row = queries.deal_by_id(request.organization, pk)
        if row is None:
            raise Http404
        return Response(self.get_serializer(row).data)


class DealActView(GenericAPIView):
    """Base of what can be done with a deal: parse the body, call ``act``, answer the deal."""

    scope_area = "deals"

    def perform(self, request, pk):
        """Run the act of the subclass on the deal of that id."""
        deal = get_object_or_404(Deal, pk=pk)
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        return answered(self.act(deal, body.validated_data, by=request.member), request)


class ReturnView(DealActView):
    """Back to sales."""

    serializer_class = shapes.ReturnBody

    @extend_schema(responses=shapes.DealSerializer)
    def post(self, request, pk):
        """Return the deal with one consolidated list of questions."""
        return self.perform(request, pk)

    def act(self, deal, values, *, by):
        return actions.return_deal(deal=deal, by=by, now=clock.now(), **values)


class AnswerView(DealActView):
    """Sales answers."""

    serializer_class = shapes.AnswerBody

    @extend_schema(responses=shapes.DealSerializer)
    def post(self, request, pk):
        """Answer the questions of a returned deal."""
        return self.perform(request, pk)

    def act(self, deal, values, *, by):
        return actions.answer_questions(deal=deal, by=by, now=clock.now(), **values)


class RecallView(DealActView):
    """A question after the release."""

    serializer_class = shapes.QuestionBody

    @extend_schema(responses=shapes.DealSerializer)
    def post(self, request, pk):
        """Ask the salesperson of an accepted deal, who was released. It is counted."""
        return self.perform(request, pk)

    def act(self, deal, values, *, by):
        return actions.ask_sales(deal=deal, by=by, now=clock.now(), **values).deal


class AnswerRecallView(GenericAPIView):
    """Sales answers a question after the release."""

    scope_area = "deals"
    serializer_class = shapes.RecallAnswerBody

    @extend_schema(operation_id="deals_recalls_answer", responses=shapes.DealSerializer)
    def post(self, request, pk, question):
        """Answer one recall."""
        deal = get_object_or_404(Deal, pk=pk)
        row = get_object_or_404(deal.asked, pk=question, kind=QuestionKind.RECALL)
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        actions.answer_recall(question=row, by=request.member, now=clock.now(), **body.validated_data)
        return answered(deal, request)


class NumbersView(GenericAPIView):
    """How the hand-offs go."""

    scope_area = "deals"
    serializer_class = shapes.NumbersSerializer

    @extend_schema(operation_id="deals_numbers")
    def get(self, request):
        """Hours from won to released, returns and recalls by salesperson, and what is missing most often."""
        organization, now = request.organization, clock.now()
        found = {
            "all": numbers.all_numbers(organization, now=now),
            "salespeople": numbers.seller_numbers(organization, now=now),
            "missing": numbers.forgotten(organization, now=now),
        }
        return Response(self.get_serializer(found).data)


class DeclineView(DealActView):
    """We do not do this."""

    serializer_class = shapes.DeclineBody

    @extend_schema(responses=shapes.DealSerializer)
    def post(self, request, pk):
        """Decline the deal with a reason."""
        return self.perform(request, pk)

    def act(self, deal, values, *, by):
        return actions.decline_deal(deal=deal, by=by, now=clock.now(), **values)


class NotAProjectView(DealActView):
    """Another kind of request."""

    serializer_class = shapes.NotAProjectBody

    @extend_schema(responses=shapes.DealSerializer)
    def post(self, request, pk):
        """File the deal as another request type, with the reference of its ticket."""
        return self.perform(request, pk)

    def act(self, deal, values, *, by):
        return actions.mark_not_a_project(deal=deal, by=by, now=clock.now(), **values)


class AssignView(DealActView):
    """Who looks after it."""

    serializer_class = shapes.AssignBody

    @extend_schema(responses=shapes.DealSerializer)
    def post(self, request, pk):
        """Say which project manager looks after an open deal until it is accepted."""
        return self.perform(request, pk)

    def act(self, deal, values, *, by):
        email = values["project_manager"]
        person = member_by_email(email) if email else None
        if email and person is None:
            raise ValidationError({"project_manager": "no active member has that address"})
        return actions.assign_deal(deal=deal, project_manager=person, by=by, now=clock.now())


class ConfirmCustomerView(DealActView):
    """Whose deal it is."""

    serializer_class = shapes.ConfirmCustomerBody

    @extend_schema(responses=shapes.DealSerializer)
    def post(self, request, pk):
        """Link the deal with a customer, or create one of its name."""
        return self.perform(request, pk)

    def act(self, deal, values, *, by):
        chosen = values["customer"]
        customer = get_object_or_404(Customer, pk=chosen) if chosen else None
        return actions.confirm_customer(deal=deal, customer=customer, by=by)
