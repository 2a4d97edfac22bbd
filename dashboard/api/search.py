"""``search/``: everything of the organization by a fragment, as far as the key may read it."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView

from core.paging import search_of
from dashboard.queries.search import KINDS, SHORTEST, search

MOST = 20


class ReadsSomething(BasePermission):
    """Any scope that reads one of the kinds; the others are left out of the answer."""

    message = "This key lacks the scope for that."

    def has_permission(self, request, view):
        """Whether the key reads at least one kind."""
        return request.auth is not None and bool(readable_kinds(request.auth.scopes))


class HitSerializer(serializers.Serializer):
    """One thing found."""

    kind = serializers.ChoiceField(choices=list(KINDS))
    id = serializers.UUIDField()
    label = serializers.CharField()
    detail = serializers.CharField(help_text="Where it belongs: customer, project, address.")
    number = serializers.CharField(help_text="Number of the project, or empty.")
    is_over = serializers.BooleanField(help_text="Closed, decided, done, archived or no longer active.")


FOUND = inline_serializer(
    "Found",
    {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": HitSerializer(many=True),
    },
)


class SearchView(APIView):
    """Everything by any fragment."""

    permission_classes = [ReadsSomething]

    @extend_schema(
        operation_id="search",
        parameters=[
            OpenApiParameter("q", str, description=f"At least {SHORTEST} letters; every word must occur.")
        ],
        responses=FOUND,
    )
    def get(self, request):
        """The best 20 of each kind that the key may read, best first; one page."""
        kinds = readable_kinds(request.auth.scopes)
        hits = search(request.organization, search_of(request.query_params, "q"), kinds=kinds, most=MOST)
        return Response({"next": None, "previous": None, "results": HitSerializer(hits, many=True).data})


def readable_kinds(scopes):
    """The kinds whose area the scopes may read."""
    areas = {scope.partition(":")[0] for scope in scopes}
    return [kind for kind, (_label, _icon, area) in KINDS.items() if area in areas or "*" in areas]
