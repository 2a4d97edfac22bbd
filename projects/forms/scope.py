"""Parsing the SoW and change orders: texts with one item a line, hours as ``phase | level | hours``."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.choices import BillingModel
from projects.choices import SigningMethod
from projects.forms.widgets import DateInput
from projects.rules.sow import LINES, MOST_TEXT, SECTIONS

HELP = {
    "objectives": _("What the customer wants to reach. One a line."),
    "deliverables": _("What they will have at the end. One a line; each can be tested."),
    "exclusions": _("What somebody might expect and will not get. One a line."),
    "assumptions": _("What we rely on without having checked it. One a line."),
    "customer_duties": _("What the customer does, and by when. One a line."),
    "acceptance_criteria": _("How both sides will know that it works. One a line."),
}
LABELS = dict(SECTIONS) | {"customer_duties": _("What the customer does")}


class EffortField(forms.CharField):
    """Hours as lines ``phase | level | hours``, also pasted from a spreadsheet (tabs); cleaned to rows."""

    def __init__(self, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 5}))
        super().__init__(max_length=MOST_TEXT, **options)

    def to_python(self, value):
        """``[{phase, level, hours}]``; what the hours may be, the action knows."""
        lines = [line for line in super().to_python(value).splitlines() if line.strip()]
        return [self._row(line) for line in lines]

    def run_validators(self, value):
        """The rows are judged by the action."""

    def _row(self, line):
        parts = [part.strip() for part in line.replace("\t", "|").split("|")]
        if len(parts) == 2:
            parts.insert(1, "")
        if len(parts) != 3:
            raise forms.ValidationError(_("“%s”: write phase | level | hours.") % line.strip()[:80])
        phase, level, hours = parts
        return {"phase": phase[:120], "level": level.upper(), "hours": hours.replace(",", ".").replace("−", "-")}


def effort_lines(effort):
    """Rows as the form takes them."""
    return "\n".join(f"{row['phase']} | {row['level']} | {row['hours']}" for row in effort)


class SowForm(forms.Form):
    """A draft of the SoW."""

    price_basis = forms.ChoiceField(label=_("Price basis"), choices=BillingModel.choices)
    effort = EffortField(
        label=_("Hours"),
        required=False,
        help_text=_(
            "One per line: phase | level | hours. For example: Build | L2 | 32. Paste from a spreadsheet works."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        texts = {name: _text(LABELS[name], HELP[name]) for name, _label in SECTIONS}
        lines = {name: forms.CharField(label=label, required=False, max_length=300) for name, label in LINES}
        rest = dict(self.fields)
        self.fields.clear()
        self.fields.update(texts | {"effort": rest["effort"], "price_basis": rest["price_basis"]} | lines)


class ChangeOrderForm(forms.Form):
    """A draft of a change order."""

    title = forms.CharField(label=_("What changes"), max_length=200)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The customer reads this."),
    )
    added = forms.CharField(
        label=_("Deliverables added"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line."),
    )
    removed = forms.CharField(
        label=_("Deliverables removed"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, as it stands in the approved SoW."),
    )
    effort = EffortField(
        label=_("Hours"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line: phase | level | hours. A minus takes hours away."),
    )
    price = forms.DecimalField(label=_("Price"), max_digits=14, decimal_places=2, initial=0)
    cost = forms.DecimalField(
        label=_("Our cost besides the hours"),
        max_digits=14,
        decimal_places=2,
        initial=0,
        help_text=_("Internal. The customer never sees it."),
    )
    committed_end = forms.DateField(
        label=_("New end"), required=False, widget=DateInput(), help_text=_("Empty: the end stays.")
    )
    price.widget.short = cost.widget.short = committed_end.widget.short = True


class ReasonForm(forms.Form):
    """Why something is sent back or withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AskForm(forms.Form):
    """Which contacts are asked. ``contacts`` are those with an address."""

    contacts = forms.MultipleChoiceField(label=_("Ask"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, contacts, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_id = {str(contact.pk): contact for contact in contacts if contact.email}
        self.fields["contacts"].choices = [
            (pk, f"{contact.name}, {contact.get_role_display()}, {contact.email}")
            for pk, contact in self.by_id.items()
        ]

    def chosen(self):
        """The contacts that were ticked."""
        return [self.by_id[pk] for pk in self.cleaned_data["contacts"]]


class RecordForm(forms.Form):
    """The customer's approval as a person saw it."""

    name = forms.CharField(label=_("Who approved"), max_length=200)
    method = forms.ChoiceField(
        label=_("How"),
        choices=[
            (one.value, one.label)
            for one in (SigningMethod.EMAIL, SigningMethod.DOCUMENT, SigningMethod.PHONE, SigningMethod.MEETING)
        ],
    )
    reference = forms.CharField(
        label=_("Where it can be looked up"),
        max_length=300,
        help_text=_("For example the day and the subject of the mail, or the file it was put in."),
    )


def _text(label, help_text):
    return forms.CharField(
        label=label,
        required=False,
        max_length=MOST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
