"""``members/…`` and ``members/invitations/…``: what a manager of members does, by the same actions as the pages."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts import permissions
from accounts.actions import invitations, members
from accounts.api.members import MemberSerializer
from accounts.choices import Level, Role, Scope
from accounts.models import Invitation, Membership
from accounts.queries import member_by_email, profile_of
from accounts.queries.roster import open_invitations, rates_of
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import NotAllowed


class RolesField(serializers.ListField):
    """At least one role."""

    child = serializers.ChoiceField(choices=Role.choices)
    allow_empty = False


class MemberChange(serializers.Serializer):
    """What PATCH takes; ``deputy`` is the address of an active member, null for nobody."""

    roles = RolesField(required=False)
    level = serializers.ChoiceField(choices=Level.choices, allow_blank=True, required=False)
    weekly_hours = serializers.DecimalField(max_digits=5, decimal_places=2, required=False)
    phone = serializers.CharField(max_length=40, allow_blank=True, required=False)
    deputy = serializers.EmailField(allow_null=True, required=False)
    absent_from = serializers.DateField(allow_null=True, required=False)
    absent_until = serializers.DateField(allow_null=True, required=False)


class RateSerializer(serializers.Serializer):
    """What an hour of a member costs from a day on, in the organization's home currency."""

    starts_on = serializers.DateField()
    hourly = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0)


class InvitationBody(serializers.Serializer):
    """Who is asked to join, and as what."""

    email = serializers.EmailField()
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    roles = RolesField()
    level = serializers.ChoiceField(choices=Level.choices, allow_blank=True, required=False)
    weekly_hours = serializers.DecimalField(max_digits=5, decimal_places=2, required=False)
    cost_rate = serializers.DecimalField(max_digits=10, decimal_places=2, required=False, allow_null=True)


class InvitationSerializer(serializers.Serializer):
    """An invitation that waits; the link is in the mail only."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    sent_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class _MemberRoute(GenericAPIView):
    scope_area = Scope.MEMBERS
    serializer_class = MemberSerializer

    def _member(self, pk):
        member = get_object_or_404(Membership.objects.select_related("user", "deputy__user"), pk=pk)
        member.organization = self.request.organization
        return member

    def _answer(self, member, status=200):
        member.refresh_from_db()
        found = profile_of(member)
        member.profile = found if found.organization_id else None
        return Response(MemberSerializer(member).data, status=status)


class MemberView(SingleResource, _MemberRoute):
    """One member."""

    row_model = Membership

    @extend_schema(operation_id="members_retrieve", responses=MemberSerializer)
    def get(self, request, pk):
        """One member with roles and level. Needs ``members:read``."""
        return self._answer(self._member(pk))

    @extend_schema(operation_id="members_update", request=MemberChange, responses=MemberSerializer)
    def patch(self, request, pk):
        """Change roles, level, hours, phone, absence or deputy. Owners and service managers."""
        member = self._member(pk)
        body = MemberChange(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        away = {name: given.pop(name) for name in ("deputy", "absent_from", "absent_until") if name in given}
        if given:
            members.change_member(member=member, by=request.member, changes=given)
        if away:
            members.set_absence(member=member, by=request.member, changes=self._absence(away))
        return self._answer(member)

    def _absence(self, away):
        if away.get("deputy"):
            away["deputy"] = member_by_email(away["deputy"])
            if away["deputy"] is None:
                raise ValidationError({"deputy": "no active member has that address"})
        return away


class MemberState(_MemberRoute):
    """Deactivate or bring back."""

    active = False

    @extend_schema(request=None, responses=MemberSerializer)
    def post(self, request, pk):
        """Out at once (keys and sessions die), or in again. Owners and service managers."""
        act = members.reactivate_member if self.active else members.deactivate_member
        return self._answer(act(member=self._member(pk), by=request.member))


class MemberRates(_MemberRoute):
    """Dated cost rates of a member; only for owners and service managers."""

    serializer_class = RateSerializer
    pagination_class = None

    @extend_schema(operation_id="members_rates_list", responses=RateSerializer(many=True))
    def get(self, request, pk):
        """The rates, the latest first."""
        member = self._member(pk)
        if not permissions.can_see_costs(request.member):
            raise NotAllowed("Only an owner or a service manager sees what an hour costs.")
        return Response(RateSerializer(rates_of(member), many=True).data)

    @extend_schema(operation_id="members_rates_set", request=RateSerializer, responses={201: RateSerializer})
    def post(self, request, pk):
        """Set the rate from a day on; the same day again corrects it."""
        member = self._member(pk)
        body = RateSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        rate = members.set_cost_rate(member=member, by=request.member, **body.validated_data)
        return Response(RateSerializer(rate).data, status=201)


class InvitationsView(GenericAPIView):
    """Invitations that wait, or a new one."""

    scope_area = Scope.MEMBERS
    serializer_class = InvitationSerializer

    def get_queryset(self):
        """Those of the organization; nobody else's business than a manager's."""
        if not permissions.can_manage_members(self.request.member):
            raise NotAllowed("Only an owner or a service manager sees invitations.")
        return open_invitations(self.request.organization)

    @extend_schema(
        operation_id="invitations_list", parameters=[UPDATED_SINCE], responses=InvitationSerializer(many=True)
    )
    def get(self, request):
        """Invitations that wait, the newest first."""
        page = self.paginate_queryset(updated_since(request, self.get_queryset(), field="sent_at"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        operation_id="invitations_create", request=InvitationBody, responses={201: InvitationSerializer}
    )
    def post(self, request):
        """Mail somebody a link with which they join. Owners and service managers."""
        body = InvitationBody(data=request.data)
        body.is_valid(raise_exception=True)
        found = invitations.invite_member(by=request.member, now=clock.now(), **body.validated_data)
        return Response(self.get_serializer(found).data, status=201)


class InvitationAct(GenericAPIView):
    """Send again, or take back."""

    scope_area = Scope.MEMBERS
    serializer_class = InvitationSerializer
    act = staticmethod(invitations.resend_invitation)

    @extend_schema(request=None, responses=InvitationSerializer)
    def post(self, request, pk):
        """The same link again, or no link any more. 409 once it was accepted or taken back."""
        found = Invitation.objects.filter(pk=pk).first()
        if found is None:
            raise Http404
        done = self.act(invitation=found, by=request.member, now=clock.now())
        return Response(self.get_serializer(done).data)
