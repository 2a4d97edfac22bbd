"""``deal-limits/``: from where on a deal is a project. The same action as the page."""

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.choices import Scope
from core import clock
from core.api.etags import SingleResource
from deals import actions
from deals.api.serializers import LimitsSerializer
from deals.models import HandOffRules
from deals.queries.size import hand_off_rules


class LimitsView(SingleResource, GenericAPIView):
    """One row an organization."""

    scope_area = Scope.MEMBERS
    serializer_class = LimitsSerializer

    def lock_row(self, **kwargs):
        """The row that the action locks, made if nobody set anything yet."""
        HandOffRules.objects.get_or_create(organization=self.request.organization)
        HandOffRules.objects.select_for_update().get()

    @extend_schema(operation_id="deal_limits")
    def get(self, request):
        """What is set, or the defaults."""
        return Response(self.get_serializer(hand_off_rules()).data)

    @extend_schema(operation_id="deal_limits_update")
    def patch(self, request):
        """Set any of them. Owners and service managers."""
        body = self.get_serializer(hand_off_rules(), data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        row = actions.update_limits(
            organization=request.organization, changes=body.validated_data, by=request.member, now=clock.now()
        )
        return Response(self.get_serializer(row).data)
