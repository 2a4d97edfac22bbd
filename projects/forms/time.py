"""Parsing hours worked: every wrong field is named at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms.widgets import DateInput
from projects.rules.time_entries import entry_faults


class TimeForm(forms.Form):
    """Hours on a task (or the project as a whole); ``people`` only where the member may log for others.

    ``items`` are the out-of-scope items under way; one that is chosen takes the place of the task.
    """

    task = forms.TypedChoiceField(label=_("Task"), required=False, empty_value=None)
    out_of_scope = forms.TypedChoiceField(
        label=_("Out-of-scope work"),
        required=False,
        empty_value=None,
        help_text=_("Instead of a task: billed on its own, beside the budget."),
    )
    member = forms.TypedChoiceField(label=_("Who worked"), empty_value=None)
    on = forms.DateField(label=_("Day"), widget=DateInput())
    hours = forms.DecimalField(label=_("Hours"), max_digits=5, decimal_places=2, min_value=0, max_value=24)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args, tasks, today, accepted_on, people=(), items=(), **kwargs):
        """``today`` and ``accepted_on`` are days of the organization: hours are neither ahead nor long before."""
        super().__init__(*args, **kwargs)
        self.days = {"today": today, "accepted_on": accepted_on}
        by_id = {str(task.pk): task for task in tasks}
        self.fields["task"].choices = [
            ("", _("The project as a whole")),
            *((pk, task.title) for pk, task in by_id.items()),
        ]
        self.fields["task"].coerce = by_id.get
        if items:
            extras = {str(item.pk): item for item in items}
            self.fields["out_of_scope"].choices = [
                ("", _("None")),
                *((pk, str(one)) for pk, one in extras.items()),
            ]
            self.fields["out_of_scope"].coerce = extras.get
        else:
            del self.fields["out_of_scope"]
        if people:
            members = {str(person.pk): person for person in people}
            self.fields["member"].choices = [(pk, person.name) for pk, person in members.items()]
            self.fields["member"].coerce = members.get
        else:
            del self.fields["member"]
        for name in ("on", "hours"):
            self.fields[name].widget.short = True

    def clean(self):
        """The same rules as the action's, also while another field is wrong."""
        values = super().clean()
        if values.get("out_of_scope"):
            values["task"] = None
        for fault in entry_faults(values.get("on"), values.get("hours"), **self.days):
            self.add_error(fault.pointer.strip("/"), fault.detail)
        return values
