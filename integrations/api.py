"""``webhooks/sources/…`` and ``webhooks/events/…``: what comes in, by the same actions as the pages."""

from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.choices import Scope
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.api.params import choice_param, id_param
from core.errors import NotAllowed
from integrations import actions, queries
from integrations.choices import EventState, Preset
from integrations.models import InboundEvent, WebhookSource
from integrations.permissions import can_manage_sources, can_see_payloads


class SourceBody(serializers.Serializer):
    """A name for the address, lower-case letters, digits and hyphens, and the shape it speaks in."""

    name = serializers.CharField(max_length=60)
    preset = serializers.ChoiceField(choices=Preset.choices, required=False)


class SourceChange(serializers.Serializer):
    """What PATCH takes. ``mapping`` is ``{"fields": {ours: theirs}, "words": {ours: {theirs: ours}}}``."""

    preset = serializers.ChoiceField(choices=Preset.choices, required=False)
    mapping = serializers.DictField(required=False)
    disabled = serializers.BooleanField(required=False)


class WebhookSourceSerializer(serializers.Serializer):
    """A system that may send deals."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    preset = serializers.ChoiceField(choices=Preset.choices)
    mapping = serializers.DictField()
    address = serializers.SerializerMethodField()
    previous_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then the secret before the last rotation counts too."
    )
    disabled_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_address(self, row) -> str:
        """Where it delivers."""
        slug = self.context["request"].organization.slug
        return settings.SITE_URL + reverse("hook", args=[slug, row.name])


class FreshWebhookSourceSerializer(WebhookSourceSerializer):
    """The same with its secret, which is shown this once."""

    secret = serializers.SerializerMethodField()

    def get_secret(self, row) -> str:
        """The secret that signs now."""
        return queries.secret_of(row)


class InboundEventSerializer(serializers.Serializer):
    """One event that came in. ``external_id`` is the deal it speaks of."""

    id = serializers.UUIDField()
    event_id = serializers.CharField()
    source = serializers.CharField(source="source.name")
    state = serializers.ChoiceField(choices=EventState.choices)
    external_id = serializers.CharField()
    deal = serializers.UUIDField(source="deal_id", allow_null=True)
    attempts = serializers.IntegerField()
    received_at = serializers.DateTimeField()


class PayloadFaultSerializer(serializers.Serializer):
    """What is wrong with one value: a pointer into what was sent."""

    pointer = serializers.CharField()
    found = serializers.CharField()
    detail = serializers.CharField()


class WholeInboundEventSerializer(InboundEventSerializer):
    """The same with what was sent and what we answered."""

    body = serializers.CharField()
    answer_status = serializers.IntegerField()
    answer = serializers.DictField()
    errors = serializers.SerializerMethodField()

    @extend_schema_field(PayloadFaultSerializer(many=True))
    def get_errors(self, row):
        """What keeps it in quarantine."""
        return PayloadFaultSerializer(queries.errors_of(row), many=True).data


class RejectBody(serializers.Serializer):
    """Why it is no deal of ours."""

    reason = serializers.CharField(max_length=300)


class _Route(GenericAPIView):
    scope_area = Scope.WEBHOOKS

    def _given(self, shape):
        body = shape(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data

    def _answer(self, shape, row, status=200):
        return Response(shape(row, context=self.get_serializer_context()).data, status=status)


class Sources(_Route):
    """The list, or a new one."""

    serializer_class = WebhookSourceSerializer

    def get_queryset(self):
        return updated_since(self.request, WebhookSource.objects.all())

    @extend_schema(
        operation_id="webhook_sources_list",
        parameters=[UPDATED_SINCE],
        responses=WebhookSourceSerializer(many=True),
    )
    def get(self, request):
        """Systems that may send deals, the newest first. Needs ``webhooks:read``."""
        _require_reader(request)
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        operation_id="webhook_sources_create", request=SourceBody, responses={201: FreshWebhookSourceSerializer}
    )
    def post(self, request):
        """Let a system send deals; the answer holds its secret, this once. Owners only."""
        row = actions.create_source(by=request.member, **self._given(SourceBody))
        return self._answer(FreshWebhookSourceSerializer, row, 201)


class Source(SingleResource, _Route):
    """One source."""

    row_model = WebhookSource

    serializer_class = WebhookSourceSerializer

    @extend_schema(operation_id="webhook_sources_retrieve", responses=WebhookSourceSerializer)
    def get(self, request, pk):
        """One source with its mapping."""
        _require_reader(request)
        return self._answer(WebhookSourceSerializer, get_object_or_404(WebhookSource, pk=pk))

    @extend_schema(operation_id="webhook_sources_update", request=SourceChange, responses=WebhookSourceSerializer)
    def patch(self, request, pk):
        """Change how its payloads are read (whoever decides about deals), shut or open it (owners)."""
        row, given = get_object_or_404(WebhookSource, pk=pk), self._given(SourceChange)
        disabled = given.pop("disabled", None)
        if given:
            row = actions.change_source(source=row, by=request.member, **given)
        if disabled is not None:
            row = actions.disable_source(source=row, by=request.member, now=clock.now(), disabled=disabled)
        return self._answer(WebhookSourceSerializer, row)


class SourceRotation(_Route):
    """A new secret."""

    serializer_class = FreshWebhookSourceSerializer

    @extend_schema(operation_id="webhook_sources_rotate", request=None, responses=FreshWebhookSourceSerializer)
    def post(self, request, pk):
        """A new secret, shown this once; the one before counts for another 24 hours. Owners only."""
        row = get_object_or_404(WebhookSource, pk=pk)
        return self._answer(
            FreshWebhookSourceSerializer, actions.rotate_secret(source=row, by=request.member, now=clock.now())
        )


class Events(_Route):
    """What came in."""

    serializer_class = InboundEventSerializer
    cursor_ordering = ("-received_at", "-id")

    def get_queryset(self):
        state = choice_param(self.request, "state", EventState)
        rows = queries.events(state=state, source=id_param(self.request, "source"))
        return updated_since(self.request, rows, field="received_at")

    @extend_schema(
        operation_id="webhook_events_list",
        parameters=[
            OpenApiParameter("state", str, enum=EventState.values),
            OpenApiParameter("source", UUID, description="Only events of this source."),
            UPDATED_SINCE,
        ],
        responses=InboundEventSerializer(many=True),
    )
    def get(self, request):
        """Events that came in, the latest first; kept 90 days. Needs ``webhooks:read``."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class Event(_Route):
    """One event."""

    serializer_class = WholeInboundEventSerializer

    @extend_schema(operation_id="webhook_events_retrieve", responses=WholeInboundEventSerializer)
    def get(self, request, pk):
        """One event with what was sent, for who hands over deals: it may hold costs."""
        _require_reader(request)
        row = queries.event_by_id(pk)
        if row is None:
            raise Http404
        return self._answer(WholeInboundEventSerializer, row)


class Replay(_Route):
    """One event once more."""

    serializer_class = WholeInboundEventSerializer

    @extend_schema(operation_id="webhook_events_replay", request=None, responses=WholeInboundEventSerializer)
    def post(self, request, pk):
        """Read the event again, for example after the mapping was changed. A deal is never doubled."""
        row = get_object_or_404(InboundEvent, pk=pk)
        row = actions.replay_event(event=row, by=request.member, now=clock.now())
        return self._answer(WholeInboundEventSerializer, row)


class Reject(_Route):
    """No deal of ours."""

    serializer_class = WholeInboundEventSerializer

    @extend_schema(operation_id="webhook_events_reject", request=RejectBody, responses=WholeInboundEventSerializer)
    def post(self, request, pk):
        """Say that an event in quarantine is no deal of ours, and why."""
        row = get_object_or_404(InboundEvent, pk=pk)
        row = actions.reject_event(event=row, by=request.member, **self._given(RejectBody))
        return self._answer(WholeInboundEventSerializer, row)


def _require_reader(request):
    if not (can_see_payloads(request.member) or can_manage_sources(request.member)):
        raise NotAllowed("Your roles do not let you see what other systems send.")


urlpatterns = [
    path("webhooks/sources/", Sources.as_view(), name="api_webhook_sources"),
    path("webhooks/sources/<uuid:pk>/", Source.as_view(), name="api_webhook_source"),
    path("webhooks/sources/<uuid:pk>/rotate/", SourceRotation.as_view(), name="api_webhook_source_rotate"),
    path("webhooks/events/", Events.as_view(), name="api_webhook_events"),
    path("webhooks/events/<uuid:pk>/", Event.as_view(), name="api_webhook_event"),
    path("webhooks/events/<uuid:pk>/replay/", Replay.as_view(), name="api_webhook_event_replay"),
    path("webhooks/events/<uuid:pk>/reject/", Reject.as_view(), name="api_webhook_event_reject"),
]
