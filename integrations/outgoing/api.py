"""``webhooks/…``: outgoing subscriptions and their log, by the same actions as the pages."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.choices import Scope
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import NotAllowed
from integrations.outgoing import actions, queries
from integrations.outgoing.choices import DeliveryState, EventKind
from integrations.outgoing.models import WebhookDelivery, WebhookSubscription
from integrations.permissions import can_manage_sources


class SubscriptionBody(serializers.Serializer):
    """An https address and the events it is told of."""

    url = serializers.CharField(max_length=500)
    events = serializers.ListField(child=serializers.ChoiceField(choices=EventKind.choices), allow_empty=False)


class SubscriptionChange(serializers.Serializer):
    """What PATCH takes. ``paused`` false also ends a disabling."""

    url = serializers.CharField(max_length=500, required=False)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=EventKind.choices), allow_empty=False, required=False
    )
    paused = serializers.BooleanField(required=False)


class SubscriptionSerializer(serializers.Serializer):
    """A subscription. ``disabled_at`` is set by us after three days of failures."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.ChoiceField(choices=EventKind.choices))
    paused_at = serializers.DateTimeField(allow_null=True)
    failing_since = serializers.DateTimeField(allow_null=True)
    disabled_at = serializers.DateTimeField(allow_null=True)
    previous_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then the secret before the last rotation signs too."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class FreshSubscriptionSerializer(SubscriptionSerializer):
    """The same with its secret, which is shown this once."""

    secret = serializers.SerializerMethodField()

    def get_secret(self, row) -> str:
        """The secret that signs now."""
        return queries.secret_of(row)


class MessageSerializer(serializers.Serializer):
    """One message and how far it got."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=EventKind.choices)
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    attempts = serializers.IntegerField()
    next_at = serializers.DateTimeField(help_text="When it is tried next while it waits.")
    answered_at = serializers.DateTimeField(allow_null=True)
    answer_status = serializers.IntegerField(allow_null=True, help_text="Null: no answer came.")
    created_at = serializers.DateTimeField()


class _Route(GenericAPIView):
    scope_area = Scope.WEBHOOKS
    serializer_class = SubscriptionSerializer

    def initial(self, request, *args, **kwargs):
        """Webhooks are the business of who manages keys, reading too."""
        super().initial(request, *args, **kwargs)
        if not can_manage_sources(request.member):
            raise NotAllowed("Your roles do not let you manage webhooks.")

    def _row(self, pk):
        return get_object_or_404(WebhookSubscription, pk=pk)

    def _given(self, shape, request):
        body = shape(data=request.data)
        body.is_valid(raise_exception=True)
        return {"by": request.member, "now": clock.now(), **body.validated_data}


class Subscriptions(_Route):
    """The list, or a new one."""

    def get_queryset(self):
        return updated_since(self.request, queries.subscriptions())

    @extend_schema(
        operation_id="webhooks_list", parameters=[UPDATED_SINCE], responses=SubscriptionSerializer(many=True)
    )
    def get(self, request):
        """Outgoing webhook subscriptions, the newest first. Needs ``webhooks:read``."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        operation_id="webhooks_create", request=SubscriptionBody, responses={201: FreshSubscriptionSerializer}
    )
    def post(self, request):
        """Tell an address of events from now on; the answer holds the secret, this once. Owners only.

        Messages are signed as Standard Webhooks say and repeated for three days until a 2xx answers.
        """
        row = actions.create_subscription(**self._given(SubscriptionBody, request))
        return Response(FreshSubscriptionSerializer(row).data, status=201)


class Subscription(SingleResource, _Route):
    """One subscription."""

    def lock_row(self, **kwargs):
        """As SingleResource; the address calls it the subscription."""
        WebhookSubscription.objects.select_for_update(no_key=True).filter(pk=kwargs["subscription"]).exists()

    @extend_schema(operation_id="webhooks_retrieve", responses=SubscriptionSerializer)
    def get(self, request, subscription):
        """One subscription. Needs ``webhooks:read``."""
        return Response(self.get_serializer(self._row(subscription)).data)

    @extend_schema(operation_id="webhooks_update", request=SubscriptionChange, responses=SubscriptionSerializer)
    def patch(self, request, subscription):
        """Change address or events, pause, or go on."""
        row = self._row(subscription)
        row = actions.change_subscription(subscription=row, **self._given(SubscriptionChange, request))
        return Response(self.get_serializer(row).data)

    @extend_schema(operation_id="webhooks_delete", responses={204: None})
    def delete(self, request, subscription):
        """Tell the address no more and forget its log."""
        actions.delete_subscription(subscription=self._row(subscription), by=request.member)
        return Response(status=204)


class Rotation(_Route):
    """A new secret."""

    @extend_schema(operation_id="webhooks_rotate", request=None, responses=FreshSubscriptionSerializer)
    def post(self, request, subscription):
        """A new secret, shown this once; the old one signs beside it for another 24 hours."""
        row = self._row(subscription)
        row = actions.rotate_subscription(subscription=row, by=request.member, now=clock.now())
        return Response(FreshSubscriptionSerializer(row).data)


class Messages(_Route):
    """The log of one subscription."""

    serializer_class = MessageSerializer

    @extend_schema(
        operation_id="webhooks_deliveries_list",
        parameters=[UPDATED_SINCE],
        responses=MessageSerializer(many=True),
    )
    def get(self, request, subscription):
        """The messages of one subscription, the newest first; kept 90 days."""
        rows = queries.deliveries(self._row(subscription))
        page = self.paginate_queryset(updated_since(request, rows, field="changed_at"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class Again(_Route):
    """One message once more."""

    serializer_class = MessageSerializer

    @extend_schema(operation_id="webhooks_send_again", request=None, responses={202: MessageSerializer})
    def post(self, request, delivery):
        """Send one message once more under the same id."""
        row = get_object_or_404(WebhookDelivery, pk=delivery)
        row = actions.send_again(delivery=row, by=request.member, now=clock.now())
        return Response(self.get_serializer(row).data, status=202)


urlpatterns = [
    path("webhooks/", Subscriptions.as_view(), name="api_webhooks"),
    path("webhooks/<uuid:subscription>/", Subscription.as_view(), name="api_webhook"),
    path("webhooks/<uuid:subscription>/rotate/", Rotation.as_view(), name="api_webhook_rotate"),
    path("webhooks/<uuid:subscription>/deliveries/", Messages.as_view(), name="api_webhook_deliveries"),
    path("webhooks/deliveries/<uuid:delivery>/again/", Again.as_view(), name="api_webhook_again"),
]
