"""``settings/`` and ``holidays/``: what an organization sets. The same actions as the pages."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts import actions, queries
from accounts.actions.settings import IDENTITY, THRESHOLDS, UPDATES, WORKING_TIME
from accounts.api.images import Base64Image, ImageBody
from accounts.choices import Scope
from accounts.logos import stored_logo
from accounts.models import Holiday, Organization, OrganizationSettings
from accounts.models.tenant import WEEKDAYS
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since

WEEKDAY = [number for number, _name in WEEKDAYS]
SECTIONS = (
    (IDENTITY, actions.update_identity),
    (WORKING_TIME, actions.update_working_time),
    (UPDATES, actions.update_updates),
    (THRESHOLDS, actions.update_thresholds),
)


class SettingsShape(serializers.Serializer):
    """Everything that can be set in one go; PATCH takes any part. Times are local to ``time_zone``."""

    name = serializers.CharField(max_length=120, required=False)
    time_zone = serializers.CharField(max_length=60, required=False)
    currency = serializers.CharField(max_length=3, required=False)
    brand_color = serializers.CharField(max_length=7, required=False, allow_blank=True)
    working_days = serializers.ListField(child=serializers.ChoiceField(WEEKDAY), required=False)
    day_starts = serializers.TimeField(required=False)
    day_ends = serializers.TimeField(required=False)
    daily_hours = serializers.DecimalField(max_digits=4, decimal_places=2, required=False)
    send_weekday = serializers.ChoiceField(WEEKDAY, required=False)
    send_time = serializers.TimeField(required=False)
    draft_weekday = serializers.ChoiceField(WEEKDAY, required=False)
    draft_time = serializers.TimeField(required=False)
    update_mode = serializers.ChoiceField(actions.UPDATE_MODES, required=False)
    sender_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    reply_to = serializers.EmailField(required=False, allow_blank=True)
    budget_amber_percent = serializers.DecimalField(max_digits=5, decimal_places=2, required=False)
    budget_amber_hours = serializers.DecimalField(max_digits=6, decimal_places=2, required=False)
    time_amber_percent = serializers.DecimalField(max_digits=5, decimal_places=2, required=False)
    time_amber_days = serializers.IntegerField(min_value=1, max_value=60, required=False)
    holiday_country = serializers.CharField(max_length=2, read_only=True)
    holiday_region = serializers.CharField(max_length=10, read_only=True)


class HolidayShape(serializers.ModelSerializer):
    """A day on which nobody works; ``is_public`` for one of the country's list."""

    class Meta:
        model = Holiday
        fields = ["id", "on", "name", "is_public"]
        read_only_fields = ["is_public"]
        validators = []


class PlaceShape(serializers.Serializer):
    """Whose public holidays are kept: ISO 3166 codes, ``US`` and ``RI``; empty for none."""

    country = serializers.CharField(max_length=2, allow_blank=True)
    region = serializers.CharField(max_length=10, allow_blank=True, default="")


class SettingsView(SingleResource, GenericAPIView):
    """The settings of the organization."""

    scope_area = Scope.MEMBERS
    serializer_class = SettingsShape

    def lock_row(self, **kwargs):
        """The organization's row, read afresh, and that of its settings: what the actions lock."""
        organization = self.request.organization
        Organization.objects.select_for_update().get(pk=organization.pk)
        OrganizationSettings.objects.select_for_update().exists()
        organization.refresh_from_db()

    @extend_schema(responses=SettingsShape)
    def get(self, request):
        """What is set."""
        return Response(self._shown(request.organization))

    @extend_schema(request=SettingsShape, responses=SettingsShape)
    def patch(self, request):
        """Change any part. Verdicts and due dates that follow from it are computed anew in the background."""
        body = SettingsShape(data=request.data)
        body.is_valid(raise_exception=True)
        organization, now = request.organization, clock.now()
        for fields, action in SECTIONS:
            changes = {field: body.validated_data[field] for field in fields if field in body.validated_data}
            if changes:
                action(organization=organization, changes=changes, by=request.member, now=now)
        organization.refresh_from_db()
        return Response(self._shown(organization))

    def _shown(self, organization):
        settings = queries.settings_of(organization)
        identity = {field: getattr(organization, field) for field in IDENTITY}
        rest = [field for field in SettingsShape().fields if field not in identity]
        return SettingsShape(identity | {field: getattr(settings, field) for field in rest}).data


class LogoView(GenericAPIView):
    """The organization's logo."""

    scope_area = Scope.MEMBERS
    serializer_class = ImageBody

    @extend_schema(operation_id="settings_logo_set", request=ImageBody, responses={204: None})
    def put(self, request):
        """Set it: made anew as a small PNG, shown in the rail and on the customers' pages. Owners only."""
        content = stored_logo(Base64Image.of(request.data).read())
        actions.set_logo(organization=request.organization, content=content, by=request.member, now=clock.now())
        return Response(status=204)

    @extend_schema(operation_id="settings_logo_remove", responses={204: None})
    def delete(self, request):
        """Have none. Owners only."""
        actions.set_logo(organization=request.organization, content=None, by=request.member, now=clock.now())
        return Response(status=204)


class HolidaysView(GenericAPIView):
    """The days off."""

    scope_area = Scope.MEMBERS
    serializer_class = HolidayShape
    cursor_ordering = ("-on", "-id")

    @extend_schema(parameters=[UPDATED_SINCE], responses=HolidayShape(many=True))
    def get(self, request):
        """Days off, the latest first."""
        page = self.paginate_queryset(updated_since(request, Holiday.objects.all()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=HolidayShape, responses={201: HolidayShape})
    def post(self, request):
        """Add a day of the organization's own; 400 for one that is off already by another name."""
        body = HolidayShape(data=request.data)
        body.is_valid(raise_exception=True)
        holiday = actions.add_holiday(
            organization=request.organization, by=request.member, now=clock.now(), **body.validated_data
        )
        return Response(self.get_serializer(holiday).data, status=201)


class HolidayView(GenericAPIView):
    """One day off."""

    scope_area = Scope.MEMBERS
    serializer_class = HolidayShape

    @extend_schema(responses={204: None})
    def delete(self, request, pk):
        """Work on that day after all; a public holiday stays away when the list is read again."""
        holiday = get_object_or_404(Holiday, pk=pk)
        actions.remove_holiday(
            organization=request.organization, holiday=holiday, by=request.member, now=clock.now()
        )
        return Response(status=204)


class HolidayPlaceView(GenericAPIView):
    """Whose public holidays are kept."""

    scope_area = Scope.MEMBERS
    serializer_class = PlaceShape

    @extend_schema(request=PlaceShape, responses=PlaceShape)
    def put(self, request):
        """Take the list of a country and region; own days stay."""
        body = PlaceShape(data=request.data)
        body.is_valid(raise_exception=True)
        actions.choose_place(
            organization=request.organization, by=request.member, now=clock.now(), **body.validated_data
        )
        return Response(body.data)
