"""Parsing what goes from one state to another, and a table of materials that was pasted. Nothing is written here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.choices import BomLineState
from projects.forms.materials import amount_field
from projects.forms.tables import PastedTable
from projects.forms.widgets import DateInput
from projects.rules.materials import may_move

COLUMNS = (
    "description",
    "sku",
    "vendor",
    "order_number",
    "quantity",
    "unit_cost",
    "unit_price",
    "eta",
    "needed_by",
    "staging_days",
)


class MoveForm(forms.Form):
    """So many of one line. ``line`` says what there is."""

    source = forms.ChoiceField(label=_("From"))
    target = forms.ChoiceField(label=_("To"))
    quantity = amount_field(_("How many"))
    order_number = forms.CharField(label=_("Order number"), max_length=80, required=False)
    eta = forms.DateField(label=_("Arrives on"), required=False, widget=DateInput())
    serials = forms.CharField(
        label=_("Serial numbers"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("Of what has arrived, one a line."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    eta.widget.short = True

    def __init__(self, *args, line, **kwargs):
        super().__init__(*args, **kwargs)
        there = line.quantities
        self.fields["source"].choices = [
            (state, f"{BomLineState(state).label} ({amount.normalize():f})") for state, amount in there.items()
        ]
        self.fields["target"].choices = [
            (state.value, state.label)
            for state in BomLineState
            if state != BomLineState.SUBSTITUTED and any(may_move(source, state) for source in there)
        ]
        self.fields["quantity"].initial = next(iter(there.values())).normalize()

    def clean_serials(self):
        """A list."""
        return self.cleaned_data["serials"].split("\n")


class SubstituteForm(forms.Form):
    """What could come instead."""

    substitute = forms.CharField(label=_("What comes instead"), max_length=300, help_text=_("With its SKU."))
    why = forms.CharField(label=_("Why"), max_length=300)


class ApproveSubstituteForm(forms.Form):
    """The customer's word for it."""

    agreed = forms.CharField(
        label=_("Who at the customer agreed, and how"),
        max_length=300,
        help_text=_("For example Ann Lee, by mail, and the day."),
    )
    seen = forms.CharField(max_length=300, widget=forms.HiddenInput)


class BulkMoveForm(forms.Form):
    """All of the chosen lines."""

    lines = forms.MultipleChoiceField()
    target = forms.ChoiceField(choices=BomLineState.choices)
    order_number = forms.CharField(max_length=80, required=False)
    eta = forms.DateField(required=False)

    def __init__(self, *args, known=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [(str(pk), "") for pk in known]


class PasteForm(forms.Form):
    """Lines from a spreadsheet; shown first, added on the second press."""

    lines = PastedTable(
        label=_("Lines"),
        wanted=COLUMNS,
        in_part=True,
        help_text=_(
            "Copy them in the spreadsheet and paste them here, best with a head: item, SKU, vendor, quantity, cost, "
            "price, ETA. Columns we do not know are left out."
        ),
    )
