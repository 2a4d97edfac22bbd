"""``notices/``: the inbox of the member that the key acts as."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.response import Response

from accounts.choices import NotificationEvent, Scope
from core import clock
from core.api.filters import UPDATED_SINCE, updated_since
from notices import actions, queries
from notices.models import Notice


class NoticeSerializer(serializers.ModelSerializer):
    """What the member was told. ``url`` is the page it is about."""

    event = serializers.ChoiceField(choices=NotificationEvent.choices)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = ["id", "event", "text", "url", "by", "created_at", "read_at", "updated_at"]
        read_only_fields = fields

    def get_url(self, notice) -> str:
        """The absolute address."""
        return f"{settings.SITE_URL}{notice.url}"


class ReadSerializer(serializers.Serializer):
    """How many notices became read."""

    read = serializers.IntegerField()


class NoticeList(ListAPIView):
    """The member's notices, newest first; filters ``unread`` and ``updated_since``."""

    scope_area = Scope.MEMBERS
    serializer_class = NoticeSerializer

    @extend_schema(
        operation_id="notices_list",
        parameters=[UPDATED_SINCE, OpenApiParameter("unread", bool, description="Only what is not read yet.")],
    )
    def get(self, request):
        """List them."""
        return self.list(request)

    def get_queryset(self):
        unread = self.request.query_params.get("unread", "").lower() in ("true", "1")
        return updated_since(self.request, queries.inbox(self.request.member, unread=unread))


class ReadAll(GenericAPIView):
    """Mark everything as read."""

    scope_area = Scope.MEMBERS
    serializer_class = ReadSerializer

    @extend_schema(operation_id="notices_read_all", request=None, responses=ReadSerializer)
    def post(self, request):
        """All notices of the member are read."""
        return Response({"read": actions.mark_read(by=request.member, now=clock.now())})


class ReadOne(GenericAPIView):
    """Mark one as read."""

    scope_area = Scope.MEMBERS
    serializer_class = NoticeSerializer

    @extend_schema(request=None, responses=NoticeSerializer)
    def post(self, request, pk):
        """The notice is read."""
        notice = get_object_or_404(Notice, pk=pk, member=request.member)
        actions.mark_read(by=request.member, now=clock.now(), notices=[notice])
        notice.refresh_from_db()
        return Response(self.get_serializer(notice).data)
