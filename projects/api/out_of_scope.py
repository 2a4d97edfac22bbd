"""Out-of-scope work of a project, and the terms. The customer's own answer has no twin: it needs a person."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.choices import Scope
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.api.params import choice_param
from customers.models import Contact
from projects import actions
from projects.api import out_of_scope_shapes as shapes
from projects.api.base import ProjectScopedView
from projects.api.scope_shapes import RecordBody, WhyBody
from projects.api.time import task_of
from projects.choices import OutOfScopeState
from projects.models import OutOfScopeItem, OutOfScopeTerms
from projects.queries import out_of_scope as queries

STATE = OpenApiParameter("state", str, enum=OutOfScopeState.values, description="Only items in this state.")


class OutOfScopeView(ProjectScopedView):
    """Items of out-of-scope work."""

    serializer_class = shapes.OutOfScopeSerializer
    cursor_ordering = ("-sequence", "id")

    @extend_schema(
        operation_id="projects_out_of_scope_list",
        parameters=[STATE, UPDATED_SINCE],
        responses=shapes.OutOfScopeSerializer(many=True),
    )
    def get(self, request, number):
        """The items, newest first."""
        rows = OutOfScopeItem.objects.filter(project=self.project()).select_related("captured_by__user")
        state = choice_param(request, "state", OutOfScopeState)
        return self.listed(updated_since(request, rows.filter(state=state) if state else rows))

    @extend_schema(request=shapes.CaptureBody, responses={201: shapes.OutOfScopeSerializer})
    def post(self, request, number):
        """Write down work that nobody sold. Every member may."""
        project, values = self.project(), self.parsed(shapes.CaptureBody)
        task = task_of(project, values.pop("task", None))
        item = actions.capture_extra(project=project, task=task, by=request.member, now=clock.now(), **values)
        return Response(self.get_serializer(item).data, status=201)


class OutOfScopeTotalView(ProjectScopedView):
    """The running total."""

    serializer_class = shapes.TotalsSerializer

    @extend_schema(operation_id="projects_out_of_scope_total")
    def get(self, request, number):
        """What the customer was told of: a row per currency, the only one nearly always."""
        rows = queries.running_of(queries.items_of(self.project()))
        totals = [{"currency": currency, **self._plain(sum_)} for currency, sum_ in rows]
        return Response(self.get_serializer({"totals": totals}).data)

    def _plain(self, sum_):
        names = ("count", "open", "invoiced", "total", "unpriced")
        return {name: getattr(sum_, name) for name in names}


class ItemScopedView(ProjectScopedView):
    """Base of the views of one item."""

    row_model = OutOfScopeItem
    serializer_class = shapes.OutOfScopeSerializer

    def item(self, pk):
        """The item with who captured it."""
        return self.row(OutOfScopeItem, pk, self.project(), "captured_by__user")

    def act(self, pk, act, **values):
        """Run one act of ``projects.actions`` on the item and answer it."""
        item = act(item=self.item(pk), by=self.request.member, now=clock.now(), **values)
        return Response(self.get_serializer(item).data)


class OutOfScopeItemView(SingleResource, ItemScopedView):
    """One item."""

    row_model = OutOfScopeItem

    def get(self, request, number, pk):
        """One item."""
        return Response(self.get_serializer(self.item(pk)).data)

    @extend_schema(request=shapes.CaptureChange)
    def patch(self, request, number, pk):
        """Change its words, as long as the customer has not read them."""
        return self.act(pk, actions.update_extra, **self.parsed(shapes.CaptureChange))


class EstimateView(ItemScopedView):
    """What it takes."""

    @extend_schema(request=shapes.EstimateBody)
    def post(self, request, number, pk):
        """Estimate it, or estimate it anew: what the customer was told or approved before no longer holds."""
        return self.act(pk, actions.estimate_extra, **self.parsed(shapes.EstimateBody))


class NotifyView(ItemScopedView):
    """The customer is told."""

    @extend_schema(request=shapes.NotifyBody)
    def post(self, request, number, pk):
        """Mail a contact what it is and what it costs at most; with approval first, the link that approves it.

        409 ``needs_change_order`` for what is too large by the organization's terms, ``over_limit`` for what was not
        agreed beforehand. With ``name`` and ``method`` instead of ``contact``: they were told another way.
        """
        values = self.parsed(shapes.NotifyBody)
        item = self.item(pk)
        if "contact" in values:
            customer = item.project.customer_id
            contact = get_object_or_404(Contact, pk=values["contact"], customer_id=customer)
            return self.act(pk, actions.notify_of_extra, contact=contact)
        told = {"name": values.get("name", ""), "method": values.get("method", "")}
        return self.act(pk, actions.record_told_of_extra, **told)


class ApproveView(ItemScopedView):
    """Approved, as a person saw it."""

    @extend_schema(request=RecordBody)
    def post(self, request, number, pk):
        """Record an approval that was given elsewhere. The customer's own is given behind their link, nowhere else."""
        return self.act(pk, actions.record_extra_approval, **self.parsed(RecordBody))


class DeclineView(ItemScopedView):
    """Declined."""

    @extend_schema(request=WhyBody)
    def post(self, request, number, pk):
        """Record that the customer said no."""
        return self.act(pk, actions.decline_extra, **self.parsed(WhyBody))


class DisputeView(ItemScopedView):
    """Disputed."""

    @extend_schema(request=WhyBody)
    def post(self, request, number, pk):
        """Record that the customer objects: nothing begins and nothing is billed until it is settled."""
        return self.act(pk, actions.dispute_extra, **self.parsed(WhyBody))


class SettleView(ItemScopedView):
    """The end of a dispute."""

    @extend_schema(request=shapes.SettleExtraBody)
    def post(self, request, number, pk):
        """Take it up where it stood, or give it up before its start."""
        return self.act(pk, actions.settle_extra, **self.parsed(shapes.SettleExtraBody))


class StartView(ItemScopedView):
    """Begun."""

    @extend_schema(request=shapes.StartBody)
    def post(self, request, number, pk):
        """Begin: 409 ``no_consent`` without the customer's; an emergency with its reason opens the clock."""
        return self.act(pk, actions.start_extra, **self.parsed(shapes.StartBody))


class CompleteView(ItemScopedView):
    """Done."""

    @extend_schema(request=None)
    def post(self, request, number, pk):
        """The work is done."""
        return self.act(pk, actions.complete_extra)


class ReleaseView(ItemScopedView):
    """Ready to invoice."""

    @extend_schema(request=shapes.ReleaseBody)
    def post(self, request, number, pk):
        """Say what is billed: never more than the customer knows of."""
        return self.act(pk, actions.release_extra, **self.parsed(shapes.ReleaseBody))


class InvoiceView(ItemScopedView):
    """Invoiced."""

    @extend_schema(request=shapes.InvoiceBody)
    def post(self, request, number, pk):
        """It stands on an invoice: which."""
        return self.act(pk, actions.invoice_extra, **self.parsed(shapes.InvoiceBody))


class AbsorbView(ItemScopedView):
    """Absorbed."""

    @extend_schema(request=shapes.AbsorbBody)
    def post(self, request, number, pk):
        """We bear it: why, the cause, and what it cost us."""
        return self.act(pk, actions.absorb_extra, **self.parsed(shapes.AbsorbBody))


class PromoteView(ItemScopedView):
    """A change order."""

    @extend_schema(request=None)
    def post(self, request, number, pk):
        """Make a draft of a change order of it, with its hours, price, deliverable and the end moved."""
        return self.act(pk, actions.promote_extra)


class WithdrawItemView(ItemScopedView):
    """Withdrawn."""

    @extend_schema(request=WhyBody)
    def post(self, request, number, pk):
        """It is not done after all."""
        return self.act(pk, actions.withdraw_extra, **self.parsed(WhyBody))


class TermsView(SingleResource, GenericAPIView):
    """The terms of out-of-scope work. One row an organization."""

    scope_area = Scope.MEMBERS
    serializer_class = shapes.TermsSerializer

    def lock_row(self, **kwargs):
        """The row that the action locks, made if nobody set anything yet."""
        OutOfScopeTerms.objects.get_or_create(organization=self.request.organization)
        OutOfScopeTerms.objects.select_for_update().get()

    @extend_schema(operation_id="out_of_scope_terms")
    def get(self, request):
        """What is set, or the defaults."""
        return Response(self.get_serializer(queries.terms()).data)

    @extend_schema(operation_id="out_of_scope_terms_update")
    def patch(self, request):
        """Set any of them. Owners and service managers."""
        body = self.get_serializer(queries.terms(), data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        row = actions.update_terms(
            organization=request.organization, changes=body.validated_data, by=request.member, now=clock.now()
        )
        return Response(self.get_serializer(row).data)


ACTS = {
    "estimate": EstimateView,
    "notify": NotifyView,
    "approve": ApproveView,
    "decline": DeclineView,
    "dispute": DisputeView,
    "settle": SettleView,
    "start": StartView,
    "complete": CompleteView,
    "release": ReleaseView,
    "invoice": InvoiceView,
    "absorb": AbsorbView,
    "promote": PromoteView,
    "withdraw": WithdrawItemView,
}
