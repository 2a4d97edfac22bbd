"""Parsing a line of materials. Nothing is written here."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.choices import BomLineState
from projects.forms.widgets import DateInput


def amount_field(label, **options):
    """A quantity or money per unit: zero or more, four places."""
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    field = forms.DecimalField(
        label=label, max_digits=14, decimal_places=4, min_value=Decimal(0), widget=widget, **options
    )
    field.widget.short = True
    return field


class MaterialForm(forms.Form):
    """One line: what it is, who delivers it, where it stands. Money per unit, in the project's currency."""

    description = forms.CharField(label=_("Item"), max_length=300)
    sku = forms.CharField(label=_("SKU"), max_length=80, required=False)
    vendor = forms.CharField(label=_("Vendor"), max_length=120, required=False)
    order_number = forms.CharField(label=_("Order number"), max_length=80, required=False)
    quantity = amount_field(_("Quantity"), initial=1)
    unit_cost = amount_field(_("Cost each"), required=False)
    unit_price = amount_field(_("Price each"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=BomLineState.choices, initial=BomLineState.TO_ORDER)
    eta = forms.DateField(label=_("Arrives on"), required=False, widget=DateInput())
    needed_by = forms.DateField(label=_("Needed by"), required=False, widget=DateInput())
    is_critical = forms.BooleanField(label=_("Work cannot start without it"), required=False)
    staging_days = forms.IntegerField(
        label=_("Days to stage it"),
        min_value=0,
        max_value=250,
        initial=0,
        help_text=_("Working days from arrival until work can start."),
    )
    eta.widget.short = needed_by.widget.short = staging_days.widget.short = True
