"""Parsing what the customer purchased and how a difference is resolved. Nothing is written here."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from projects.choices import DifferenceOutcome, PurchaseKind
from projects.forms.materials import amount_field
from projects.forms.tables import PastedTable

ORDER_COLUMNS = ("description", "sku", "external_id", "quantity", "unit_price")


class PurchaseForm(forms.Form):
    """The signed quote or order. ``documents`` are the files there are."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(one.value, one.label) for one in (PurchaseKind.SIGNED_QUOTE, PurchaseKind.PURCHASE_ORDER)],
    )
    reference = forms.CharField(label=_("Its number"), max_length=120)
    document = forms.ChoiceField(label=_("Its file"), required=False)
    file = forms.FileField(label=_("or a new file"), required=False)
    as_sold = forms.ChoiceField(
        label=_("Compared with what was sold"),
        choices=[("yes", _("It matches, line by line")), ("no", _("Something differs"))],
        widget=forms.RadioSelect,
        help_text=_("A match confirms all lines. Where something differs, only that is asked."),
    )
    lines = PastedTable(
        label=_("Its lines"),
        required=False,
        wanted=ORDER_COLUMNS,
        help_text=_(
            "When something differs: paste the lines from a spreadsheet, with a head (item, SKU, quantity, price). "
            "Empty: the sold lines are copied and you change those that differ."
        ),
    )

    def __init__(self, *args, documents=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.pk): one for one in documents}
        none = ("", _("No file yet"))
        self.fields["document"].choices = [none, *((pk, one.name) for pk, one in self.by_id.items())]

    def values(self):
        """Keywords of ``record_purchase``."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "reference": data["reference"],
            "as_sold": data["as_sold"] == "yes",
            "lines": data["lines"] or None,
            "document": self.by_id.get(data["document"]),
            "upload": data["file"],
        }


class PurchaseLineForm(forms.Form):
    """One line of the customer's list. ``sold`` are the sold lines it may belong to."""

    description = forms.CharField(label=_("Item"), max_length=300)
    sku = forms.CharField(label=_("SKU"), max_length=80, required=False)
    external_id = forms.CharField(label=_("Line id"), max_length=120, required=False)
    quantity = amount_field(_("Quantity"), initial=1)
    unit_price = amount_field(_("Price each"), required=False)
    sold_line = forms.ChoiceField(
        label=_("Belongs to"),
        required=False,
        help_text=_("Lines find each other by id, then by SKU. Choose where neither fits."),
    )

    def __init__(self, *args, sold=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.by_id = {str(line.pk): line for line in sold}
        self.fields["sold_line"].choices = [
            ("", _("By id or SKU")),
            *((pk, f"{line.description} ({line.quantity.normalize():f})") for pk, line in self.by_id.items()),
        ]

    def clean_sold_line(self):
        """The sold line itself."""
        return self.by_id.get(self.cleaned_data["sold_line"])


class ResolveForm(forms.Form):
    """How a difference is resolved. ``orders`` are the change orders there are."""

    outcome = forms.ChoiceField(label=_("Resolve it as"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the difference is accepted."),
    )
    change_order = forms.ChoiceField(label=_("Change order"), required=False)

    def __init__(self, *args, orders=(), correctable=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_id = {str(order.pk): order for order in orders}
        left_out = {None if correctable else DifferenceOutcome.CORRECTED}
        if not self.by_id:
            left_out.add(DifferenceOutcome.CHANGE_ORDER)
            del self.fields["change_order"]
        else:
            none = ("", _("None"))
            self.fields["change_order"].choices = [none, *((pk, str(one)) for pk, one in self.by_id.items())]
        self.fields["outcome"].choices = [
            (one.value, one.label) for one in DifferenceOutcome if one not in left_out
        ]

    def clean(self):
        """A change order is named when it is one."""
        data = super().clean()
        order = self.by_id.get(data.get("change_order") or "")
        if data.get("outcome") == DifferenceOutcome.CHANGE_ORDER and order is None:
            self.add_error("change_order", _now("Choose the change order."))
        return data | {"change_order": order}
