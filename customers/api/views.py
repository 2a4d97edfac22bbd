"""API of customers and contacts. Guard, parse, call the same actions as the pages, answer."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, instant_parameter
from core.api.params import SEARCH, flag_param, id_param
from core.paging import search_of
from customers import actions, queries
from customers.api import serializers as shapes
from customers.models import Contact, Customer

ARCHIVED = OpenApiParameter(
    "is_archived", bool, description="Only archived ones, or only the others; both without."
)
OF_CUSTOMER = OpenApiParameter("customer", UUID, description="Only contacts of this customer.")


class CustomersView(GenericAPIView):
    """All customers, or a new one."""

    scope_area = "customers"
    serializer_class = shapes.CustomerSerializer

    def get_queryset(self):
        """The rows that the filters leave, with sites and references."""
        rows = queries.customers(
            self.request.organization,
            search=search_of(self.request.query_params),
            archived=flag_param(self.request, "is_archived"),
            updated_since=instant_parameter(self.request, "updated_since"),
        )
        return rows.prefetch_related("references", "sites")

    @extend_schema(parameters=[SEARCH, ARCHIVED, UPDATED_SINCE], responses=shapes.CustomerSerializer(many=True))
    def get(self, request):
        """Customers, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=shapes.CustomerBody, responses={201: shapes.CustomerSerializer})
    def post(self, request):
        """Create a customer."""
        body = shapes.CustomerBody(data=request.data)
        body.is_valid(raise_exception=True)
        customer = actions.create_customer(by=request.member, **body.validated_data)
        return Response(self.get_serializer(customer).data, status=201)


class CustomerView(SingleResource, GenericAPIView):
    """One customer."""

    row_model = Customer
    scope_area = "customers"
    serializer_class = shapes.CustomerSerializer

    @extend_schema(responses=shapes.CustomerSerializer)
    def get(self, request, pk):
        """One customer with sites and references; the id of a merged one answers with the customer it is part of."""
        customer = queries.standing_customer(pk)
        if customer is None:
            raise Http404
        return Response(self.get_serializer(customer).data)

    @extend_schema(request=shapes.CustomerChange, responses=shapes.CustomerSerializer)
    def patch(self, request, pk):
        """Change fields, archive or bring back."""
        customer = get_object_or_404(Customer, pk=pk)
        body = shapes.CustomerChange(data=request.data)
        body.is_valid(raise_exception=True)
        actions.update_customer(customer=customer, by=request.member, changes=body.validated_data)
        if "is_archived" in body.validated_data:
            archived = body.validated_data["is_archived"]
            actions.archive_customer(customer=customer, by=request.member, archived=archived)
        return Response(self.get_serializer(customer).data)


class ContactsView(GenericAPIView):
    """All contacts, or a new one."""

    scope_area = "customers"
    serializer_class = shapes.ContactSerializer

    def get_queryset(self):
        """The rows that the filters leave."""
        return queries.contacts(
            self.request.organization,
            search=search_of(self.request.query_params),
            customer=id_param(self.request, "customer"),
            updated_since=instant_parameter(self.request, "updated_since"),
        )

    @extend_schema(parameters=[SEARCH, OF_CUSTOMER, UPDATED_SINCE], responses=shapes.ContactSerializer(many=True))
    def get(self, request):
        """Contacts, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=shapes.ContactBody, responses={201: shapes.ContactSerializer})
    def post(self, request):
        """Add a contact to a customer."""
        body = shapes.ContactBody(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        customer = get_object_or_404(Customer, pk=values.pop("customer"))
        contact = actions.add_contact(customer=customer, by=request.member, **values)
        return Response(self.get_serializer(contact).data, status=201)


class ContactView(SingleResource, GenericAPIView):
    """One contact."""

    row_model = Contact
    scope_area = "customers"
    serializer_class = shapes.ContactSerializer

    @extend_schema(responses=shapes.ContactSerializer)
    def get(self, request, pk):
        """One contact."""
        return Response(self.get_serializer(self._contact(pk)).data)

    @extend_schema(request=shapes.ContactChange, responses=shapes.ContactSerializer)
    def patch(self, request, pk):
        """Change fields, deactivate or bring back."""
        contact = self._contact(pk)
        body = shapes.ContactChange(data=request.data)
        body.is_valid(raise_exception=True)
        actions.update_contact(contact=contact, by=request.member, changes=body.validated_data)
        if "is_active" in body.validated_data:
            active = body.validated_data["is_active"]
            actions.deactivate_contact(contact=contact, by=request.member, active=active)
        return Response(self.get_serializer(contact).data)

    def _contact(self, pk):
        return get_object_or_404(Contact.objects.select_related("customer"), pk=pk)
