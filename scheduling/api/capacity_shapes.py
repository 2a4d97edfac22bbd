"""Shapes of capacity in the API. Hours are decimal strings with two places."""

from decimal import ROUND_HALF_UP, Decimal

from rest_framework import serializers

from accounts.api.people import PersonSerializer
from accounts.choices import Level
from scheduling.choices import EntryKind
from scheduling.models import CalendarEntry, CapacitySettings
from scheduling.rules.reserve import Basis

BASES = [basis.value for basis in Basis]


class HoursField(serializers.DecimalField):
    """Hours as a string with two places, rounded half up."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=None, decimal_places=2, rounding=ROUND_HALF_UP, read_only=True, **kwargs)


class DaySerializer(serializers.Serializer):
    """Hours of one level on one day."""

    day = serializers.DateField()
    hours_to_work = HoursField(source="to_work")
    client_facing = HoursField()
    reserve = HoursField(source="reserve.hours")
    reserve_basis = serializers.ChoiceField(source="reserve.basis.value", choices=BASES)
    other = HoursField()
    booked = HoursField()
    bookable = HoursField(source="bookable.hours")
    free = HoursField(source="bookable.free")
    history_weeks = serializers.SerializerMethodField()

    def get_history_weeks(self, span) -> int:
        """How many weeks the reserve is judged from."""
        return len(span.reserve.weeks)


class LevelWeekSerializer(serializers.Serializer):
    """One level in one week, with its working days."""

    level = serializers.CharField(source="week.level")
    week = serializers.DateField(source="week.week_start")
    hours_to_work = HoursField(source="week.to_work")
    client_facing = HoursField(source="week.client_facing")
    reserve = HoursField(source="week.reserve.hours")
    reserve_basis = serializers.ChoiceField(source="week.reserve.basis.value", choices=BASES)
    other = HoursField(source="week.other")
    booked = HoursField(source="week.booked")
    bookable = HoursField(source="week.bookable.hours")
    free = HoursField(source="week.bookable.free")
    history_weeks = serializers.SerializerMethodField()
    days = DaySerializer(many=True)

    def get_history_weeks(self, row) -> int:
        """How many weeks the reserve is judged from."""
        return len(row.week.reserve.weeks)


class BacktestSerializer(serializers.Serializer):
    """How the reserve would have held: walk-forward, each span judged by what was known before it."""

    judged = serializers.SerializerMethodField()
    breaches = serializers.IntegerField()
    expected_share = serializers.DecimalField(max_digits=5, decimal_places=4)
    judgment = serializers.ChoiceField(
        source="judgment.value", choices=["too_low", "right", "too_high", "unknown"]
    )

    def get_judged(self, backtest) -> int:
        """How many were judged."""
        return len(backtest.judged)


class JudgedSerializer(serializers.Serializer):
    """The backtest of a level."""

    level = serializers.ChoiceField(choices=Level.choices)
    weeks = BacktestSerializer()
    days = BacktestSerializer()


class CapacitySerializer(serializers.Serializer):
    """Capacity of the weeks asked for."""

    as_of = serializers.DateField(source="history.last_day", allow_null=True)
    is_stale = serializers.BooleanField()
    enforced_from = serializers.DateField(allow_null=True)
    backtest = serializers.SerializerMethodField()
    weeks = LevelWeekSerializer(many=True)

    def get_backtest(self, found) -> JudgedSerializer(many=True):
        """One entry a level."""
        return JudgedSerializer(found.judged.values(), many=True).data


class CapacitySettingsSerializer(serializers.ModelSerializer):
    """What the reserve is computed with."""

    reserve_enforced_from = serializers.DateField(allow_null=True)

    class Meta:
        model = CapacitySettings
        fields = [
            "utilization_percent",
            "reserve_percentile",
            "growth_percent",
            "floor_l1",
            "floor_l2",
            "floor_l3",
            "hours_per_request",
            "people_kept",
            "reserve_enforced_from",
        ]


class CapacitySettingsChange(CapacitySettingsSerializer):
    """Any of the settings."""

    reserve_enforced_from = serializers.DateField(allow_null=True, required=False)


class CalendarEntrySerializer(serializers.ModelSerializer):
    """Leave, other work or on-call duty."""

    user = PersonSerializer(source="member")

    class Meta:
        model = CalendarEntry
        fields = ["id", "user", "kind", "starts_on", "ends_on", "hours_a_day", "note", "created_at", "updated_at"]


class CalendarEntryBody(serializers.Serializer):
    """A new entry; both days are included."""

    user = serializers.EmailField()
    kind = serializers.ChoiceField(choices=EntryKind.choices, default=EntryKind.LEAVE)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    hours_a_day = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=Decimal("0.01"), max_value=24, required=False, allow_null=True
    )
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
