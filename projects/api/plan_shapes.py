"""Shapes of the plan as a whole: sums and findings, acts on many tasks, baselines, timeline."""

from rest_framework import serializers

from accounts.api.people import PersonSerializer
from projects.api import bodies
from projects.api.serializers import hours
from projects.forms.plan_grid import MOST_TEXT
from projects.models import BaselineTask, PlanBaseline

STEPS = {"up": -1, "down": 1}


class LevelShape(serializers.Serializer):
    """Hours of one skill level (empty: any); ``missing`` is agreed less planned."""

    level = serializers.CharField()
    sold = hours()
    agreed = hours()
    planned = hours()
    missing = hours()


class FindingShape(serializers.Serializer):
    """Something the plan lacks, in words; ``blocks`` keeps it from being approved. ``tasks`` are ids."""

    code = serializers.CharField()
    text = serializers.CharField()
    blocks = serializers.BooleanField()
    tasks = serializers.ListField(child=serializers.UUIDField(), source="keys")


class PlanShape(serializers.Serializer):
    """The sums of the plan; ``approved_at`` null until responsibility 4 is settled."""

    approved_at = serializers.DateTimeField(allow_null=True)
    sold_hours = hours()
    agreed_hours = hours()
    planned_hours = hours()
    levels = LevelShape(many=True)
    findings = FindingShape(many=True)
    deliverables = serializers.ListField(child=serializers.CharField())


class EditsBody(serializers.Serializer):
    """The same to many tasks: set fields, delete, or move one line up or down."""

    tasks = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=2000)
    act = serializers.ChoiceField(choices=("set", "delete", *STEPS))
    set = bodies.TaskChange(required=False)


class LeftShape(serializers.Serializer):
    """What was not done, and why."""

    title = serializers.CharField()
    reason = serializers.CharField()


class EditedShape(serializers.Serializer):
    """Ids of the tasks that were changed, and what was left."""

    changed = serializers.ListField(child=serializers.UUIDField())
    left = LeftShape(many=True)


class PasteTasksBody(serializers.Serializer):
    """A table as text, tabs or CSV, best with a head. Good rows are added."""

    text = serializers.CharField(max_length=MOST_TEXT, trim_whitespace=False)


class BaselineTaskSerializer(serializers.ModelSerializer):
    """A task as it was approved; ``starts_on`` and ``ends_on`` as the forecast of that moment laid it."""

    estimate = hours()

    class Meta:
        model = BaselineTask
        fields = [
            "task",
            "position",
            "phase",
            "title",
            "estimate",
            "skill_level",
            "assignee_name",
            "planned_start",
            "planned_end",
            "starts_on",
            "ends_on",
            "disruptive",
        ]


class BaselineSerializer(serializers.ModelSerializer):
    """An approved plan. It never changes."""

    approved_by = PersonSerializer()
    agreed_hours = hours()
    hours = hours()
    tasks = BaselineTaskSerializer(many=True, source="rows")

    class Meta:
        model = PlanBaseline
        fields = [
            "id",
            "number",
            "approved_by",
            "approved_at",
            "hours",
            "agreed_hours",
            "starts_on",
            "ends_on",
            "tasks",
        ]


class DaysShape(serializers.Serializer):
    """A first and a last day."""

    start = serializers.DateField()
    end = serializers.DateField()


class TimelineRowShape(serializers.Serializer):
    """A task or a phase: as approved and as expected."""

    title = serializers.CharField()
    is_phase = serializers.BooleanField()
    baseline = DaysShape(allow_null=True)
    forecast = DaysShape(allow_null=True)
    disruptive = serializers.BooleanField()
    done = serializers.BooleanField()


class TimelineShape(serializers.Serializer):
    """The rows in order, and the number of the baseline that they are compared with."""

    baseline = serializers.IntegerField(allow_null=True)
    rows = TimelineRowShape(many=True)
