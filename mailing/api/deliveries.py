"""``deliveries/``: the state of every mail, for machines; and the two things a person may do to one."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core import clock
from core.api.filters import UPDATED_SINCE, updated_since
from core.api.params import choice_param
from core.paging import search_of
from mailing import actions, queries
from mailing.choices import MailState
from mailing.models import OutgoingMail

PERSON = inline_serializer("Recipient", {"name": serializers.CharField(), "email": serializers.EmailField()})
FILTERS = [
    OpenApiParameter("state", str, enum=MailState.values, description="Only mails in this state."),
    OpenApiParameter("kind", str, description="Only this kind, for example weekly_update."),
    OpenApiParameter("project", str, description="Only mails about this project (its number)."),
    OpenApiParameter("recipient", str, description="A fragment of the recipient's name or address."),
]


class DeliverySerializer(serializers.Serializer):
    """One mail and how far it has come; bodies are not part of it."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    audience = serializers.CharField(help_text="customer, internal, sales or empty.")
    to = serializers.SerializerMethodField()
    subject = serializers.CharField()
    projects = serializers.SerializerMethodField()
    message_id = serializers.CharField()
    state = serializers.ChoiceField(choices=MailState.choices)
    attempts = serializers.IntegerField()
    next_attempt_at = serializers.SerializerMethodField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    may_have_arrived_twice = serializers.BooleanField()
    last_error = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    @extend_schema_field(PERSON)
    def get_to(self, mail):
        return {"name": mail.to_name, "email": mail.to_email}

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_projects(self, mail):
        return [number for number in mail.headers.get("X-Project", "").split(", ") if number]

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_attempt_at(self, mail):
        waits = mail.state == MailState.QUEUED
        return serializers.DateTimeField().to_representation(mail.next_attempt_at) if waits else None


class DeliveriesView(GenericAPIView):
    """Every mail of the organization."""

    scope_area = "updates"
    serializer_class = DeliverySerializer

    def get_queryset(self):
        """The mails that the filters leave."""
        asked = {name: search_of(self.request.query_params, name) for name in ("kind", "project", "recipient")}
        state = choice_param(self.request, "state", MailState)
        return updated_since(self.request, queries.deliveries(self.request.organization, state=state, **asked))

    @extend_schema(
        operation_id="deliveries_list",
        parameters=[*FILTERS, UPDATED_SINCE],
        responses=DeliverySerializer(many=True),
    )
    def get(self, request):
        """Mails, newest first. Needs ``updates:read``."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class DeliveryView(GenericAPIView):
    """One mail."""

    scope_area = "updates"
    serializer_class = DeliverySerializer

    @extend_schema(operation_id="deliveries_retrieve")
    def get(self, request, pk):
        """How far one mail has come. Needs ``updates:read``."""
        return Response(self.get_serializer(get_object_or_404(OutgoingMail, pk=pk)).data)


class SteerView(GenericAPIView):
    """Base of the two acts on one mail; ``act`` is the action."""

    scope_area = "updates"
    serializer_class = DeliverySerializer
    act = None

    def steer(self, request, pk):
        """Carry the act out and show the mail."""
        mail = get_object_or_404(OutgoingMail, pk=pk)
        type(self).act(mail=mail, by=request.member, now=clock.now())
        return Response(self.get_serializer(mail).data)


class RetryView(SteerView):
    """Try again."""

    act = actions.retry_mail

    @extend_schema(operation_id="deliveries_retry", request=None)
    def post(self, request, pk):
        """Send a waiting or refused mail now; 409 once it has left. Needs ``updates:write``."""
        return self.steer(request, pk)


class CallBackView(SteerView):
    """Call back."""

    act = actions.call_back_mail

    @extend_schema(operation_id="deliveries_call_back", request=None)
    def post(self, request, pk):
        """Stop a mail that has not left yet; 409 once it has. Needs ``updates:write``."""
        return self.steer(request, pk)
