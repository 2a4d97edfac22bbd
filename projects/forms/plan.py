"""Parsing tasks, remaining hours and milestones. Nothing is written here."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from projects.forms.widgets import DateInput

HOURS = {"max_digits": 10, "decimal_places": 2, "min_value": 0}


class TaskForm(forms.Form):
    """A task of the plan. ``people`` are the members that may be assigned."""

    title = forms.CharField(label=_("Task"), max_length=200)
    phase = forms.CharField(label=_("Phase"), max_length=120, required=False)
    estimate = forms.DecimalField(label=_("Estimate, hours"), initial=0, **HOURS)
    skill_level = forms.ChoiceField(label=_("Level"), choices=[("", _("Any")), *Level.choices], required=False)
    assignee = forms.TypedChoiceField(label=_("Assignee"), required=False, empty_value=None)
    planned_start = forms.DateField(label=_("Planned start"), required=False, widget=DateInput())
    planned_end = forms.DateField(label=_("Planned end"), required=False, widget=DateInput())
    disruptive = forms.BooleanField(label=_("Interrupts the customer's work"), required=False)
    visible_to_customer = forms.BooleanField(label=_("The customer sees it"), required=False, initial=True)
    delivers = forms.ChoiceField(label=_("Delivers, of the SoW"), required=False)

    def __init__(self, *args, people, deliverables=(), **kwargs):
        super().__init__(*args, **kwargs)
        lines = list(dict.fromkeys(line[:300] for line in (*deliverables, self.initial.get("delivers")) if line))
        self.fields["delivers"].choices = [("", _("Nothing in particular")), *((line, line) for line in lines)]
        if not lines:
            del self.fields["delivers"]
        by_id = {str(person.pk): person for person in people}
        field = self.fields["assignee"]
        field.choices = [("", _("Nobody yet")), *((pk, person.name) for pk, person in by_id.items())]
        field.coerce = by_id.get
        for name in ("estimate", "skill_level", "planned_start", "planned_end"):
            self.fields[name].widget.short = True

    def clean(self):
        """The end does not lie before the start."""
        values = super().clean()
        start, end = values.get("planned_start"), values.get("planned_end")
        if start and end and end < start:
            self.add_error("planned_end", _("The planned end lies before the planned start."))
        return values


class RemainingForm(forms.Form):
    """The tech's own number; empty goes back to what follows from the estimate."""

    remaining = forms.DecimalField(label=_("Remaining hours"), required=False, **HOURS)


class LinksForm(forms.Form):
    """What a task follows. ``tasks`` are the others, with their ``number`` in the plan; ``was`` is what was shown."""

    after = forms.TypedMultipleChoiceField(
        label=_("It begins when these are finished"),
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, tasks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [(str(task.pk), f"{task.number} · {task.title}") for task in tasks]


class PhaseForm(forms.Form):
    """The name of a phase; empty takes it away."""

    phase = forms.CharField(label=_("Phase"), max_length=120, required=False)


class MilestoneForm(forms.Form):
    """A new milestone; its planned day stays for ever."""

    title = forms.CharField(label=_("Milestone"), max_length=200)
    baseline_on = forms.DateField(label=_("Planned on"), widget=DateInput())
    baseline_on.widget.short = True


class MilestoneChangeForm(forms.Form):
    """Title, forecast, and the day on which it was reached."""

    title = forms.CharField(label=_("Milestone"), max_length=200)
    forecast_on = forms.DateField(label=_("Expected on"), required=False, widget=DateInput())
    reached_on = forms.DateField(label=_("Reached on"), required=False, widget=DateInput())
    forecast_on.widget.short = reached_on.widget.short = True
