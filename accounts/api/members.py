"""``members/``: who works here."""

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView

from accounts.choices import Level, Role, Scope
from accounts.models import StaffProfile
from accounts.queries import members
from core.api.filters import UPDATED_SINCE, updated_since


class MemberSerializer(serializers.Serializer):
    """A member: person, roles, level, absence; ``deputy`` is an address. What an hour costs is not told here."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    level = serializers.SerializerMethodField()
    weekly_hours = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    deputy = serializers.EmailField(source="deputy.email", allow_null=True, default=None)
    absent_from = serializers.DateField(source="profile.absent_from", allow_null=True, default=None)
    absent_until = serializers.DateField(source="profile.absent_until", allow_null=True, default=None)
    is_active = serializers.BooleanField()
    updated_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ChoiceField(choices=Level.choices, allow_blank=True))
    def get_level(self, member):
        return member.profile.level if member.profile else ""

    def get_phone(self, member) -> str:
        return member.profile.phone if member.profile else ""

    @extend_schema_field(serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True))
    def get_weekly_hours(self, member):
        return str(member.profile.weekly_hours) if member.profile else None


class MemberList(ListAPIView):
    """The members of the organization, newest first; filters ``role`` and ``updated_since``."""

    scope_area = Scope.MEMBERS
    serializer_class = MemberSerializer

    def get_queryset(self):
        rows = members(self.request.organization, active=None).select_related("user", "deputy__user")
        role = self.request.query_params.get("role")
        if role:
            if role not in Role.values:
                raise ValidationError({"role": f"must be one of {', '.join(Role.values)}"})
            rows = rows.filter(roles__contains=[role])
        profiles = Prefetch("profiles", queryset=StaffProfile.objects.all(), to_attr="found_profiles")
        return updated_since(self.request, rows).prefetch_related(profiles)

    def paginate_queryset(self, queryset):
        rows = super().paginate_queryset(queryset)
        for row in rows:
            row.profile = row.found_profiles[0] if row.found_profiles else None
        return rows

    @extend_schema(
        operation_id="members_list",
        parameters=[OpenApiParameter("role", str, enum=Role.values), UPDATED_SINCE],
    )
    def get(self, request, *args, **kwargs):
        """Members of the organization with their roles. Needs ``members:read``."""
        return super().get(request, *args, **kwargs)
