"""``me/…``: what the key's member decides about themselves, by the same actions as the pages of the profile."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.actions import preferences
from accounts.api.images import Base64Image, ImageBody
from accounts.choices import ClockStyle, DateStyle, NotificationEvent, NotificationWay, NumberStyle, Scope, Theme
from accounts.models import Membership, User
from accounts.queries import choices_of, profile_of
from core.api.etags import SingleResource
from core.errors import DomainError, InvalidInput

QUIET = ("quiet_from", "quiet_until")


class ProfileShape(serializers.Serializer):
    """How the person reads; an empty text is the usual way. ``picture`` is its version, empty without one."""

    id = serializers.UUIDField(read_only=True, help_text="The membership in this organization.")
    email = serializers.EmailField(read_only=True)
    name = serializers.CharField(max_length=200, required=False)
    theme = serializers.ChoiceField(Theme.choices, allow_blank=True, required=False)
    time_zone = serializers.CharField(max_length=60, allow_blank=True, required=False)
    language = serializers.CharField(max_length=10, allow_blank=True, required=False)
    date_style = serializers.ChoiceField(DateStyle.choices, allow_blank=True, required=False)
    clock_style = serializers.ChoiceField(ClockStyle.choices, allow_blank=True, required=False)
    number_style = serializers.ChoiceField(NumberStyle.choices, allow_blank=True, required=False)
    picture = serializers.CharField(read_only=True)


class ChoicesShape(serializers.Serializer):
    """How the member is told of each event; no mail leaves in the quiet hours, which are local to them."""

    ways = serializers.DictField(
        child=serializers.ChoiceField(NotificationWay.choices),
        required=False,
        help_text=f"Event: way. Events: {', '.join(NotificationEvent.values)}.",
    )
    quiet_from = serializers.TimeField(required=False, allow_null=True)
    quiet_until = serializers.TimeField(required=False, allow_null=True)


class MyProfile(SingleResource, GenericAPIView):
    """The member that the key acts as."""

    scope_area = Scope.MEMBERS
    serializer_class = ProfileShape

    def lock_row(self, **kwargs):
        """The person's own row, read afresh."""
        User.objects.select_for_update().get(pk=self.request.member.user_id)
        self.request.member.user.refresh_from_db()

    @extend_schema(operation_id="me_retrieve", responses=ProfileShape)
    def get(self, request):
        """Who the key acts as, and how they read."""
        return Response(self._shown(request.member))

    @extend_schema(operation_id="me_update", request=ProfileShape, responses=ProfileShape)
    def patch(self, request):
        """Change any part, in every organization of the person."""
        body = ProfileShape(data=request.data)
        body.is_valid(raise_exception=True)
        user = request.member.user
        now = {field: getattr(user, field) for field in preferences.FIELDS}
        preferences.update_profile(by=request.member, **(now | body.validated_data))
        return Response(self._shown(request.member))

    def _shown(self, member):
        user = member.user
        fields = {field: getattr(user, field) for field in preferences.FIELDS}
        whole = fields | {"id": member.pk, "email": user.email, "picture": user.picture_version}
        return ProfileShape(whole).data


class MyPicture(GenericAPIView):
    """The picture of the key's member."""

    scope_area = Scope.MEMBERS
    serializer_class = ImageBody

    @extend_schema(operation_id="me_picture_set", request=ImageBody, responses={204: None})
    def put(self, request):
        """Set it; it is made anew as a small PNG. Only colleagues see it."""
        upload = Base64Image.of(request.data)
        try:
            preferences.set_picture(by=request.member, upload=upload)
        except DomainError as error:  # about the picture in the body, not about the body's own type
            raise InvalidInput(
                error.message, [{"pointer": "/content", "code": error.code, "detail": error.message}]
            ) from error
        return Response(status=204)

    @extend_schema(operation_id="me_picture_remove", responses={204: None})
    def delete(self, request):
        """Have none."""
        preferences.set_picture(by=request.member, upload=None)
        return Response(status=204)


class MyNotifications(SingleResource, GenericAPIView):
    """How the key's member is told of things."""

    scope_area = Scope.MEMBERS
    serializer_class = ChoicesShape

    def lock_row(self, **kwargs):
        """The member's row: what is chosen may have none of its own yet."""
        Membership.objects.select_for_update(no_key=True).get(pk=self.request.member.pk)

    @extend_schema(operation_id="me_notifications_retrieve", responses=ChoicesShape)
    def get(self, request):
        """Every event with its way, and the quiet hours."""
        return Response(self._shown(request.member))

    @extend_schema(operation_id="me_notifications_update", request=ChoicesShape, responses=ChoicesShape)
    def patch(self, request):
        """Change any of the ways; null quiet hours end them."""
        body = ChoicesShape(data=request.data)
        body.is_valid(raise_exception=True)
        given, profile = dict(body.validated_data), profile_of(request.member)
        quiet = {name: given.get(name, getattr(profile, name)) for name in QUIET}
        preferences.choose_notifications(by=request.member, chosen=given.get("ways", {}), **quiet)
        return Response(self._shown(request.member))

    def _shown(self, member):
        profile = profile_of(member)
        ways = {event.value: way.value for event, way in choices_of(member).items()}
        return ChoicesShape({"ways": ways} | {name: getattr(profile, name) for name in QUIET}).data
