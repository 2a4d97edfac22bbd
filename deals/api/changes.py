"""``deals/<id>/changes/``: settling what came in after the decision. ``change-order/`` stands in projects."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core import clock
from deals import actions
from deals.api.serializers import DealSerializer
from deals.api.views import DealActView

APPLIED, REFUSED = "applied", "refused"


class SettleBody(serializers.Serializer):
    """About one part, such as ``po_number`` or ``lines[2]``; refusing needs a reason."""

    part = serializers.CharField(max_length=160)
    decision = serializers.ChoiceField([APPLIED, REFUSED])
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class SettleChangeView(DealActView):
    """A change after the decision."""

    serializer_class = SettleBody

    @extend_schema(responses=DealSerializer)
    def post(self, request, pk):
        """Apply or refuse one part. What changes scope or price is not applied: make a change order of it."""
        return self.perform(request, pk)

    def act(self, deal, values, *, by):
        told = {"deal": deal, "part": values["part"], "by": by, "now": clock.now()}
        if values["decision"] == APPLIED:
            actions.apply_change(**told)
        else:
            actions.refuse_change(reason=values["reason"], **told)
        return deal
