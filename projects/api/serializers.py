"""Shapes of projects in the API: what goes out. What comes in stands in ``bodies``."""

from decimal import ROUND_HALF_UP
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.actions import UPDATE_MODES
from accounts.api.people import PersonSerializer, person
from projects.choices import Color, ProjectStatus, ResponsibilityKey, ResponsibilityState
from projects.models import Milestone, Project, Task, TimeEntry
from projects.queries.scope import scope_of


def hours(**options):
    """Hours or money as a decimal string with two places."""
    return serializers.DecimalField(max_digits=16, decimal_places=2, rounding=ROUND_HALF_UP, **options)


def percent(**options):
    """Percent points as a decimal string with one place."""
    return serializers.DecimalField(max_digits=20, decimal_places=1, rounding=ROUND_HALF_UP, **options)


class CustomerReferenceSerializer(serializers.Serializer):
    """Whose project it is."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class OnTimeSerializer(serializers.Serializer):
    """The verdict on time; ``slip_days`` are working days, late positive, null without a date to compare."""

    color = serializers.ChoiceField(choices=Color.choices, source="time_color")
    slip_days = serializers.IntegerField(allow_null=True)
    reason = serializers.SerializerMethodField()

    def get_reason(self, project) -> str:
        """A code of the rules, such as ``end_slightly_late``."""
        return project.health.get("time", {}).get("reason", "")


class CostSerializer(serializers.Serializer):
    """The budget in money, internal cost; null where an hour has no known cost."""

    color = serializers.ChoiceField(choices=Color.choices)
    currency = serializers.CharField()
    bac = hours()
    ac = hours()
    etc = hours()
    eac = hours()
    variance_percent = percent(allow_null=True)


class OnBudgetSerializer(serializers.Serializer):
    """The verdict on budget: the worse of hours and cost. Hours; ``variance_percent`` null without a budget."""

    color = serializers.ChoiceField(choices=Color.choices, source="budget_color")
    bac = hours()
    ac = hours()
    etc = hours()
    eac = hours()
    variance_percent = percent(allow_null=True)
    reason = serializers.SerializerMethodField()
    cost = serializers.SerializerMethodField()

    def get_reason(self, project) -> str:
        """A code of the rules, such as ``slightly_over``."""
        return project.health.get("budget", {}).get("reason", "")

    @extend_schema_field(CostSerializer(allow_null=True))
    def get_cost(self, project):
        """Money, or null where it is not judged."""
        cost = project.health.get("cost")
        return CostSerializer(cost).data if cost else None


class AgreedSerializer(serializers.Serializer):
    """What is agreed: as first approved (before that: sold), what approved change orders added, what holds now."""

    original_hours = hours(source="hours")
    change_hours = hours()
    current_hours = hours()
    original_price = hours(source="price")
    change_price = hours()
    current_price = hours()
    currency = serializers.CharField()


class EvidenceSerializer(serializers.Serializer):
    """One fact behind a state; ``by`` null is the system."""

    kind = serializers.CharField()
    effect = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()
    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()


class ResponsibilitySerializer(serializers.Serializer):
    """One of the twelve (``projects.queries.duties.Duty``)."""

    key = serializers.ChoiceField(choices=ResponsibilityKey.choices)
    position = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ResponsibilityState.choices)
    late = serializers.BooleanField()
    owner_role = serializers.CharField()
    counterparty = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    since = serializers.DateTimeField()
    evidence = EvidenceSerializer(many=True)
    waived_by = PersonSerializer(allow_null=True)
    waiver_reason = serializers.CharField()


class ProjectSummarySerializer(serializers.ModelSerializer):
    """A project in a list: everything but the twelve, so that fifty cost one statement."""

    customer = CustomerReferenceSerializer()
    status = serializers.ChoiceField(choices=ProjectStatus.choices)
    project_manager = PersonSerializer()
    lead_tech = PersonSerializer()
    salesperson = PersonSerializer(allow_null=True)
    on_time = OnTimeSerializer(source="*")
    on_budget = OnBudgetSerializer(source="*")
    agreed = serializers.SerializerMethodField()
    next_update_at = serializers.SerializerMethodField()

    class Meta:
        model = Project
        fields = [
            "id",
            "number",
            "title",
            "customer",
            "status",
            "status_reason",
            "project_manager",
            "lead_tech",
            "salesperson",
            "billing_model",
            "currency",
            "released_at",
            "started_on",
            "delivered_on",
            "baseline_start",
            "baseline_end",
            "committed_start",
            "committed_end",
            "forecast_end",
            "told_start",
            "told_end",
            "told_at",
            "on_time",
            "on_budget",
            "agreed",
            "next_update_at",
            "created_at",
            "updated_at",
        ]

    @extend_schema_field(AgreedSerializer)
    def get_agreed(self, project):
        """Hours and price: original, approved changes, current."""
        return AgreedSerializer(scope_of(project)).data

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_next_update_at(self, project):
        """The planned moment of the next weekly update; null while none is owed."""
        moment = self.context["next_update_at"](project)
        return serializers.DateTimeField().to_representation(moment) if moment else None


class ProjectSerializer(ProjectSummarySerializer):
    """One project with its twelve responsibilities. ``update_mode`` "": its updates leave as the organization's."""

    update_mode = serializers.ChoiceField(UPDATE_MODES, allow_blank=True)
    responsibilities = serializers.SerializerMethodField()

    class Meta(ProjectSummarySerializer.Meta):
        fields = [*ProjectSummarySerializer.Meta.fields, "update_mode", "responsibilities"]

    @extend_schema_field(ResponsibilitySerializer(many=True))
    def get_responsibilities(self, project):
        """The twelve in their fixed order."""
        return ResponsibilitySerializer(self.context["duties"], many=True).data


class TaskSerializer(serializers.ModelSerializer):
    """A task; ``remaining`` null means that it follows from the estimate."""

    assignee = PersonSerializer(allow_null=True)
    estimate = hours()
    actual = hours()
    remaining = hours(allow_null=True)
    done = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()

    class Meta:
        model = Task
        fields = [
            "id",
            "position",
            "phase",
            "title",
            "estimate",
            "skill_level",
            "assignee",
            "planned_start",
            "planned_end",
            "actual",
            "remaining",
            "disruptive",
            "visible_to_customer",
            "delivers",
            "after",
            "done",
            "done_at",
            "created_at",
            "updated_at",
        ]

    def get_done(self, task) -> bool:
        """Whether the task is done."""
        return task.done_at is not None

    def get_after(self, task) -> list[UUID]:
        """Ids of the tasks that must be finished before this one begins."""
        follows = getattr(task, "follows", None)
        if follows is None:
            follows = task.links.order_by("before_id").values_list("before_id", flat=True)
        return [str(pk) for pk in follows]


class MilestoneSerializer(serializers.ModelSerializer):
    """A milestone: planned, forecast and reached day."""

    class Meta:
        model = Milestone
        fields = ["id", "title", "baseline_on", "forecast_on", "reached_on", "created_at", "updated_at"]


class TimeEntrySerializer(serializers.ModelSerializer):
    """Hours of one person on one day; without ``task`` or ``out_of_scope`` they count on the project as a whole."""

    task = serializers.UUIDField(source="task_id", allow_null=True)
    out_of_scope = serializers.UUIDField(source="out_of_scope_id", allow_null=True)
    user = serializers.SerializerMethodField()
    project = serializers.CharField(source="project.number")
    hours = hours()

    class Meta:
        model = TimeEntry
        fields = [
            "id",
            "external_id",
            "project",
            "task",
            "out_of_scope",
            "user",
            "on",
            "hours",
            "billable",
            "note",
            "created_at",
            "updated_at",
        ]

    @extend_schema_field(PersonSerializer)
    def get_user(self, entry):
        """Who worked."""
        return person(entry.member)


class ObjectSerializer(serializers.Serializer):
    """What an act was done to."""

    type = serializers.CharField(source="object_type")
    id = serializers.UUIDField(source="object_id")
    label = serializers.CharField(source="object_label")


class ProjectActorSerializer(serializers.Serializer):
    """Who acted; ``email`` is null for whoever is not a member."""

    name = serializers.CharField()
    email = serializers.EmailField(allow_null=True)


class ProjectEventSerializer(serializers.Serializer):
    """One act of the project's trail: who, through which door, did what to which object."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    by = serializers.SerializerMethodField()
    actor_kind = serializers.CharField()
    actor_key = serializers.CharField(help_text="Name of the API key that acted for the member, or empty.")
    verb = serializers.CharField()
    object = ObjectSerializer(source="*")
    project = serializers.CharField(source="project_number")
    changes = serializers.DictField(child=serializers.ListField(), help_text="Field: [before, after].")
    request_id = serializers.CharField()

    @extend_schema_field(ProjectActorSerializer)
    def get_by(self, event):
        """The name then, and the address of a member."""
        return {"name": event.actor_name, "email": event.actor.user.email if event.actor else None}
