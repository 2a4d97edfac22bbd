"""Accepting a deal. It stands here because it makes a project."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core import clock
from deals.models import Deal
from projects.actions import accept_deal, order_deal_change
from projects.api.base import answered, member_at
from projects.api.bodies import AcceptBody
from projects.api.scope_shapes import ChangeOrderSerializer
from projects.api.serializers import ProjectSerializer
from projects.queries.templates import offered_templates


class AcceptDealView(GenericAPIView):
    """A deal becomes a project."""

    scope_area = "deals"
    serializer_class = AcceptBody

    @extend_schema(request=AcceptBody, responses={201: ProjectSerializer})
    def post(self, request, pk):
        """Accept the deal and release its salesperson. 409 with ``missing`` while it is not ready."""
        deal = get_object_or_404(Deal, pk=pk)
        body = AcceptBody(data=request.data)
        body.is_valid(raise_exception=True)
        project = accept_deal(
            deal=deal,
            project_manager=member_at(body.validated_data["project_manager"], "/project_manager"),
            lead_tech=member_at(body.validated_data["lead_tech"], "/lead_tech"),
            template=_template(body.validated_data.get("template")),
            by=request.member,
            now=clock.now(),
        )
        return answered(project, status=201)


class OrderChangeBody(serializers.Serializer):
    """The part of the pending change, such as ``lines[2]`` or ``target_end``."""

    part = serializers.CharField(max_length=160)


class OrderChangeView(GenericAPIView):
    """What sales changed after the decision becomes a change order."""

    scope_area = "deals"
    serializer_class = OrderChangeBody

    @extend_schema(request=OrderChangeBody, responses={201: ChangeOrderSerializer})
    def post(self, request, pk):
        """Make a change order of one part that changes scope or price, and propose it where figures follow from it."""
        deal = get_object_or_404(Deal, pk=pk)
        body = OrderChangeBody(data=request.data)
        body.is_valid(raise_exception=True)
        order = order_deal_change(deal=deal, by=request.member, now=clock.now(), **body.validated_data)
        return Response(ChangeOrderSerializer(order).data, status=201)


def _template(pk):
    return get_object_or_404(offered_templates(), pk=pk) if pk else None
