"""API of sites and closed days. The same actions as the pages."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.api.params import id_param
from customers import actions
from customers.api import serializers as shapes
from customers.api.views import OF_CUSTOMER
from customers.models import BlackoutDate, Customer, Site


class SitesView(GenericAPIView):
    """All sites, or a new one."""

    scope_area = "customers"
    serializer_class = shapes.SiteRow

    @extend_schema(parameters=[OF_CUSTOMER, UPDATED_SINCE], responses=shapes.SiteRow(many=True))
    def get(self, request):
        """Sites, newest first. Access notes are internal."""
        rows = _of_customer(request, Site.objects.select_related("customer"))
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=shapes.SiteBody, responses={201: shapes.SiteRow})
    def post(self, request):
        """Add a site to a customer; the same name again changes nothing."""
        values = _valid(shapes.SiteBody, request)
        customer = get_object_or_404(Customer, pk=values.pop("customer"))
        site = actions.add_site(customer=customer, by=request.member, **values)
        return Response(self.get_serializer(site).data, status=201)


class SiteView(SingleResource, GenericAPIView):
    """One site."""

    row_model = Site
    scope_area = "customers"
    serializer_class = shapes.SiteRow

    @extend_schema(responses=shapes.SiteRow)
    def get(self, request, pk):
        """One site."""
        return Response(self.get_serializer(_one(Site, pk)).data)

    @extend_schema(request=shapes.SiteChange, responses=shapes.SiteRow)
    def patch(self, request, pk):
        """Change fields."""
        site = _one(Site, pk)
        changed = actions.update_site(site=site, by=request.member, changes=_valid(shapes.SiteChange, request))
        return Response(self.get_serializer(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request, pk):
        """Take the site away."""
        actions.remove_site(site=_one(Site, pk), by=request.member)
        return Response(status=204)


class BlackoutsView(GenericAPIView):
    """All closed days, or new ones."""

    scope_area = "customers"
    serializer_class = shapes.BlackoutRow

    @extend_schema(parameters=[OF_CUSTOMER, UPDATED_SINCE], responses=shapes.BlackoutRow(many=True))
    def get(self, request):
        """Days on which nothing may be interrupted, newest entry first."""
        rows = _of_customer(request, BlackoutDate.objects.select_related("customer"))
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=shapes.BlackoutBody, responses={201: shapes.BlackoutRow})
    def post(self, request):
        """Close days at a customer's, or at one of their sites."""
        values = _valid(shapes.BlackoutBody, request)
        customer = get_object_or_404(Customer, pk=values.pop("customer"))
        site = values.pop("site", None)
        site = get_object_or_404(Site, pk=site) if site else None
        blackout = actions.add_blackout(customer=customer, site=site, by=request.member, **values)
        return Response(self.get_serializer(blackout).data, status=201)


class BlackoutView(SingleResource, GenericAPIView):
    """One range of closed days."""

    row_model = BlackoutDate
    scope_area = "customers"
    serializer_class = shapes.BlackoutRow

    @extend_schema(responses=shapes.BlackoutRow)
    def get(self, request, pk):
        """One range of closed days."""
        return Response(self.get_serializer(_one(BlackoutDate, pk)).data)

    @extend_schema(responses={204: None})
    def delete(self, request, pk):
        """Open the days again."""
        actions.remove_blackout(blackout=_one(BlackoutDate, pk), by=request.member)
        return Response(status=204)


def _one(model, pk):
    return get_object_or_404(model.objects.select_related("customer"), pk=pk)


def _of_customer(request, rows):
    customer = id_param(request, "customer")
    return updated_since(request, rows.filter(customer_id=customer) if customer else rows)


def _valid(shape, request):
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
