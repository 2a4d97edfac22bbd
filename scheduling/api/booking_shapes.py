"""Bookings as the API shows and takes them."""

from rest_framework import serializers

from accounts.api.people import PersonSerializer
from accounts.choices import Level
from scheduling.models import Booking


class WarningSerializer(serializers.Serializer):
    """What would refuse the booking once the reserve is enforced, or what was overridden."""

    code = serializers.CharField(source="kind.value")
    detail = serializers.CharField()


class BookingSerializer(serializers.ModelSerializer):
    """A live booking. `level` is the person's own when it was booked: that level is charged."""

    project = serializers.CharField(source="project.number")
    task = serializers.UUIDField(source="task_id", allow_null=True)
    task_title = serializers.CharField(source="task.title", default=None, allow_null=True)
    user = PersonSerializer(source="member")
    level = serializers.ChoiceField(choices=Level.choices)
    start = serializers.DateTimeField(source="starts_at")
    end = serializers.DateTimeField(source="ends_at")
    booked_by = PersonSerializer()
    override_by = PersonSerializer(allow_null=True)

    class Meta:
        model = Booking
        fields = [
            "id",
            "project",
            "task",
            "task_title",
            "user",
            "level",
            "start",
            "end",
            "note",
            "booked_by",
            "override_reason",
            "override_by",
            "override_until",
            "created_at",
            "updated_at",
        ]


class BookedSerializer(BookingSerializer):
    """The booking, with what it would be refused for if the reserve were enforced."""

    warnings = WarningSerializer(many=True)

    class Meta(BookingSerializer.Meta):
        fields = [*BookingSerializer.Meta.fields, "warnings"]


class OverrideFields(serializers.Serializer):
    """Leave of an owner or a service manager to break support's reserve."""

    override_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
    override_until = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class BookingBody(OverrideFields):
    """A block of work of one person; instants carry their zone."""

    project = serializers.CharField(max_length=20)
    task = serializers.UUIDField(required=False, allow_null=True)
    user = serializers.EmailField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()


class BookingChange(OverrideFields):
    """What moves; without `end` the block keeps its length."""

    user = serializers.EmailField(required=False)
    start = serializers.DateTimeField(required=False)
    end = serializers.DateTimeField(required=False)
