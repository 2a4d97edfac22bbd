"""API of merging customers and taking it back."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core import clock
from customers import actions
from customers.api import serializers as shapes
from customers.models import Customer, CustomerMerge


class MergeView(GenericAPIView):
    """Make another customer part of this one."""

    scope_area = "customers"
    serializer_class = shapes.MergeRow

    @extend_schema(request=shapes.MergeBody, responses={201: shapes.MergeRow})
    def post(self, request, pk):
        """Move everything of ``customer`` here. Ids of both lead here from then on; 24 hours to take it back."""
        winner = get_object_or_404(Customer, pk=pk)
        body = shapes.MergeBody(data=request.data)
        body.is_valid(raise_exception=True)
        loser = get_object_or_404(Customer, pk=body.validated_data["customer"])
        take = body.validated_data.get("take", ())
        merge = actions.merge_customers(winner=winner, loser=loser, by=request.member, now=clock.now(), take=take)
        return Response(self.get_serializer(merge).data, status=201)


class UndoView(GenericAPIView):
    """The way back."""

    scope_area = "customers"
    serializer_class = shapes.MergeRow

    @extend_schema(request=None, responses=shapes.MergeRow)
    def post(self, request, pk):
        """Take a merge back; 409 after 24 hours."""
        merge = get_object_or_404(CustomerMerge, pk=pk)
        actions.undo_merge(merge=merge, by=request.member, now=clock.now())
        merge.refresh_from_db()
        return Response(self.get_serializer(merge).data)
