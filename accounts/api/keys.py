"""``api-keys/``: which keys there are, and taking one back. Making one needs a person: the key is shown to eyes only,
and one that is stolen must not make others.
"""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts import actions, permissions, queries
from accounts.api.people import PersonSerializer
from accounts.choices import Scope
from accounts.models import ApiKey
from core import clock
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import NotAllowed


class KeyShape(serializers.ModelSerializer):
    """A key by its first letters; nobody can read the rest."""

    member = PersonSerializer()

    class Meta:
        model = ApiKey
        fields = ["id", "name", "prefix", "member", "scopes", "created_at", "last_used_at", "revoked_at"]


class KeysView(GenericAPIView):
    """The keys of the organization."""

    scope_area = Scope.MEMBERS
    serializer_class = KeyShape
    cursor_ordering = ("-created_at", "-id")

    @extend_schema(operation_id="api_keys_list", parameters=[UPDATED_SINCE], responses=KeyShape(many=True))
    def get(self, request):
        """Keys with their last use, the newest first. Owners only."""
        if not permissions.can_manage_keys(request.member):
            raise NotAllowed("Only an owner sees the API keys.")
        rows = updated_since(request, queries.api_keys(), field="created_at")
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)


class KeyRevoke(GenericAPIView):
    """The end of a key."""

    scope_area = Scope.MEMBERS
    serializer_class = KeyShape

    @extend_schema(operation_id="api_keys_revoke", request=None, responses=KeyShape)
    def post(self, request, pk):
        """The key opens nothing from the next request on. Owners only."""
        key = get_object_or_404(ApiKey, pk=pk)
        actions.revoke_api_key(key=key, by=request.member, now=clock.now())
        return Response(self.get_serializer(queries.api_keys().get(pk=pk)).data)
