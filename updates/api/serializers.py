"""The shape of an update in the API, and the bodies of its acts."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.people import PersonSerializer
from core.calendar import iso_week_label
from updates.choices import Audience
from updates.models import WeeklyUpdate


class ColorSerializer(serializers.Serializer):
    """A verdict and last week's."""

    color = serializers.CharField()
    last_color = serializers.CharField(allow_null=True)


class UpdateSerializer(serializers.ModelSerializer):
    """An update of one week. ``week`` is the ISO week; ``needs_words`` says that an approval needs ``words``."""

    week = serializers.SerializerMethodField()
    on_time = serializers.SerializerMethodField()
    on_budget = serializers.SerializerMethodField()
    approved_by = PersonSerializer(allow_null=True, read_only=True)
    words_by = PersonSerializer(allow_null=True, read_only=True)
    planned_at = serializers.DateTimeField(source="run.send_at", read_only=True)

    class Meta:
        model = WeeklyUpdate
        fields = [
            "id",
            "week",
            "version",
            "state",
            "on_time",
            "on_budget",
            "words",
            "words_by",
            "needs_words",
            "approved_at",
            "approved_by",
            "hold_reason",
            "planned_at",
            "sent_at",
            "is_late",
            "updated_at",
        ]
        read_only_fields = fields

    def get_week(self, update) -> str:
        """``2026-W47``."""
        return iso_week_label(update.week_start)

    @extend_schema_field(ColorSerializer)
    def get_on_time(self, update):
        """Color of time and last week's."""
        return {"color": update.time_color, "last_color": update.snapshot["time"]["last_color"] or None}

    @extend_schema_field(ColorSerializer)
    def get_on_budget(self, update):
        """Color of the budget and last week's."""
        return {"color": update.budget_color, "last_color": update.snapshot["budget"]["last_color"] or None}


class WordsBody(serializers.Serializer):
    """The manager's own sentences."""

    words = serializers.CharField(allow_blank=True, max_length=4000)


class HoldBody(serializers.Serializer):
    """Why it is held."""

    reason = serializers.CharField(max_length=300)


class TestBody(serializers.Serializer):
    """Whose mail the caller wants to see in their own mail program."""

    audience = serializers.ChoiceField(choices=Audience.choices)
    person = serializers.UUIDField(help_text="Id of the contact (customer) or member (internal, sales).")


class ResendBody(serializers.Serializer):
    """The contact who gets the same update once more."""

    contact = serializers.UUIDField()
