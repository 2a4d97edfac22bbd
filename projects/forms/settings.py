"""What an organization sets for its projects; actions decide."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.actions.templates import NEVER_WAIVED
from projects.rules.responsibilities import TWELVE

SMALL_JOB = ("sow_bom", "escalation", "retrospective")


class StandardForm(forms.Form):
    """One of the twelve: due days, playbook, proof."""

    due_days = forms.IntegerField(label=_("Due after, in working days"), required=False)
    playbook = forms.CharField(
        label=_("Playbook"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What to do and what to ask. Empty: the text that the product ships."),
    )
    evidence = forms.CharField(
        label=_("A good proof"),
        required=False,
        max_length=300,
        help_text=_("For example Photo of the labeled rack."),
    )

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["due_days"]
        field.widget.short = True
        if rule.due_from.value == "week":
            del self.fields["due_days"]
            return
        words = {
            "won": _(
                "Counted from the day the deal was won, at acceptance; from its receipt where it came too late for that. Empty: %s."
            ),
            "start": _("Counted from the agreed start; a minus means before it. Empty: %s."),
            "delivered": _("Counted from the day of delivery. Empty: %s."),
        }
        field.help_text = words[rule.due_from.value] % rule.due_days


class TemplateForm(forms.Form):
    """A template of small jobs. Tasks are lines: title | hours | level."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example New user with laptop."))
    description = forms.CharField(label=_("When to use it"), required=False, max_length=300)
    tasks = forms.CharField(
        label=_("Tasks"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One per line: title | hours | level. For example: Set up the laptop | 2 | L1"),
    )
    waives = forms.MultipleChoiceField(
        label=_("Does without"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(item.key.value, item.name) for item in TWELVE if item.key.value not in NEVER_WAIVED],
        initial=SMALL_JOB,
        help_text=_("Waived in every project made from it, once an owner has approved."),
    )
    is_active = forms.BooleanField(label=_("Offered when a deal is accepted"), required=False, initial=True)

    def clean_tasks(self):
        """``[(title, hours, level), …]``."""
        lines = [line for line in self.cleaned_data["tasks"].splitlines() if line.strip()]
        return [self._task(line) for line in lines]

    def _task(self, line):
        title, _bar, rest = line.partition("|")
        hours, _bar, level = rest.partition("|")
        try:
            return title.strip(), Decimal(hours.strip().replace(",", ".")), level.strip().upper()
        except InvalidOperation:
            raise forms.ValidationError(
                _("“%s” has no hours; write: title | hours | level.") % line.strip()
            ) from None
