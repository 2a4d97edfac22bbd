"""SoW versions and change orders of a project. The customer's own answer has no twin: it needs a person."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from customers.models import Contact
from projects import actions
from projects.api import scope_shapes as shapes
from projects.api.base import ProjectScopedView
from projects.models import ChangeOrder, Sow

SOW_PEOPLE = ("written_by__user", "submitted_by__user", "rejected_by__user", "change_order")
ORDER_PEOPLE = ("written_by__user", "proposed_by__user")


class SowsView(ProjectScopedView):
    """Versions of the statement of work."""

    serializer_class = shapes.SowSerializer
    cursor_ordering = ("-number", "id")

    @extend_schema(
        operation_id="projects_sow_list", parameters=[UPDATED_SINCE], responses=shapes.SowSerializer(many=True)
    )
    def get(self, request, number):
        """The versions, newest first, with their signatures."""
        rows = Sow.objects.filter(project=self.project()).select_related(*SOW_PEOPLE)
        return self.listed(updated_since(request, rows).prefetch_related("signatures"))

    @extend_schema(request=shapes.SowBody, responses={201: shapes.SowSerializer})
    def post(self, request, number):
        """Start the next draft: from the rejected version, the first from the deal; then set what the body names."""
        values, now = self.parsed(shapes.SowBody), clock.now()
        sow = actions.start_sow(project=self.project(), by=request.member, now=now)
        if values:
            actions.update_sow(sow=sow, by=request.member, now=now, **values)
        return Response(self.get_serializer(sow).data, status=201)


class SowScopedView(ProjectScopedView):
    """Base of the views of one version."""

    row_model = Sow
    serializer_class = shapes.SowSerializer

    def sow(self, pk):
        """The version with its people."""
        return self.row(Sow, pk, self.project(), *SOW_PEOPLE)

    def act(self, pk, act, **values):
        """Run one act of ``projects.actions`` on the version and answer it."""
        sow = act(sow=self.sow(pk), by=self.request.member, now=clock.now(), **values)
        return Response(self.get_serializer(sow).data)


class SowView(SingleResource, SowScopedView):
    """One version."""

    row_model = Sow

    def get(self, request, number, pk):
        """One version."""
        return Response(self.get_serializer(self.sow(pk)).data)

    @extend_schema(request=shapes.SowBody)
    def patch(self, request, number, pk):
        """Change a draft; what left it stays as it is (409)."""
        return self.act(pk, actions.update_sow, **self.parsed(shapes.SowBody))


class SubmitSowView(SowScopedView):
    """Into review."""

    @extend_schema(request=None)
    def post(self, request, number, pk):
        """Fix the text and put it before lead tech and project manager. 409 with ``missing`` while it has gaps."""
        return self.act(pk, actions.submit_sow)


class ApproveSowView(SowScopedView):
    """Signed as lead tech or project manager."""

    @extend_schema(request=shapes.SignBody)
    def post(self, request, number, pk):
        """Sign for one role; the second signature brings the version into force."""
        values = self.parsed(shapes.SignBody)
        details = {"step": values.get("step", ""), "seen_hash": values.get("content_hash", "")}
        return self.act(pk, actions.approve_sow, address=request.META.get("REMOTE_ADDR", ""), **details)


class RejectSowView(SowScopedView):
    """Sent back."""

    @extend_schema(request=shapes.WhyBody)
    def post(self, request, number, pk):
        """Send the version back with a reason."""
        return self.act(pk, actions.reject_sow, **self.parsed(shapes.WhyBody))


class ChangeOrdersView(ProjectScopedView):
    """Change orders."""

    serializer_class = shapes.ChangeOrderSerializer
    cursor_ordering = ("-sequence", "id")

    @extend_schema(
        operation_id="projects_change_orders_list",
        parameters=[UPDATED_SINCE],
        responses=shapes.ChangeOrderSerializer(many=True),
    )
    def get(self, request, number):
        """The change orders, newest first, with their signatures."""
        rows = ChangeOrder.objects.filter(project=self.project()).select_related(*ORDER_PEOPLE)
        return self.listed(updated_since(request, rows).prefetch_related("signatures"))

    @extend_schema(request=shapes.ChangeOrderBody, responses={201: shapes.ChangeOrderSerializer})
    def post(self, request, number):
        """Write a draft."""
        values = self.parsed(shapes.ChangeOrderBody)
        order = actions.add_change_order(project=self.project(), by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(order).data, status=201)


class OrderScopedView(ProjectScopedView):
    """Base of the views of one change order."""

    row_model = ChangeOrder
    serializer_class = shapes.ChangeOrderSerializer

    def order(self, pk):
        """The change order with its people."""
        return self.row(ChangeOrder, pk, self.project(), *ORDER_PEOPLE)

    def act(self, pk, act, **values):
        """Run one act of ``projects.actions`` on the change order and answer it."""
        order = act(order=self.order(pk), by=self.request.member, now=clock.now(), **values)
        return Response(self.get_serializer(order).data)


class ChangeOrderView(SingleResource, OrderScopedView):
    """One change order."""

    row_model = ChangeOrder

    def get(self, request, number, pk):
        """One change order."""
        return Response(self.get_serializer(self.order(pk)).data)

    @extend_schema(request=shapes.ChangeOrderChange)
    def patch(self, request, number, pk):
        """Change a draft; what left it stays as it is (409)."""
        return self.act(pk, actions.update_change_order, **self.parsed(shapes.ChangeOrderChange))


class ProposeView(OrderScopedView):
    """Before the project manager."""

    @extend_schema(request=None)
    def post(self, request, number, pk):
        """Fix the text and put it before the project manager."""
        return self.act(pk, actions.propose_change_order)


class ApproveInternalView(OrderScopedView):
    """Approved by us."""

    @extend_schema(request=shapes.SeenBody)
    def post(self, request, number, pk):
        """Approve for us; then the customer can be asked."""
        seen = self.parsed(shapes.SeenBody).get("content_hash", "")
        address = request.META.get("REMOTE_ADDR", "")
        return self.act(pk, actions.approve_change_order, seen_hash=seen, address=address)


class AskView(OrderScopedView):
    """The customer is asked."""

    @extend_schema(request=shapes.AskBody)
    def post(self, request, number, pk):
        """Mail each contact the link with which they approve or decline."""
        order, wanted = self.order(pk), self.parsed(shapes.AskBody)["contacts"]
        contacts = [get_object_or_404(Contact, pk=one, customer_id=order.project.customer_id) for one in wanted]
        actions.ask_customer(order=order, contacts=contacts, by=request.member, now=clock.now())
        return Response(self.get_serializer(order).data)


class ApproveCustomerView(OrderScopedView):
    """Approved by the customer, as a person saw it."""

    @extend_schema(request=shapes.RecordBody)
    def post(self, request, number, pk):
        """Record an approval that was given elsewhere: who, how, and where it can be looked up. In force at once.

        The customer's own answer is given on the page behind their link and nowhere else.
        """
        return self.act(pk, actions.record_customer_approval, **self.parsed(shapes.RecordBody))


class RejectOrderView(OrderScopedView):
    """Rejected."""

    @extend_schema(request=shapes.WhyBody)
    def post(self, request, number, pk):
        """Turn it down, or record that the customer did."""
        return self.act(pk, actions.reject_change_order, **self.parsed(shapes.WhyBody))


class WithdrawView(OrderScopedView):
    """Taken back."""

    @extend_schema(request=shapes.WhyBody)
    def post(self, request, number, pk):
        """Take a draft or proposal back."""
        return self.act(pk, actions.withdraw_change_order, **self.parsed(shapes.WhyBody))
