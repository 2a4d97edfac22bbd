"""Parsing what a version of a template holds. Nothing is written here."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms.scope import HELP
from projects.forms.tables import MOST_TEXT as MOST_TABLE
from projects.forms.tables import PastedTable, error_lines
from projects.rules.sow import MOST_TEXT, SECTIONS, hours_text
from projects.rules.tables import as_text
from projects.rules.templates import TEXTS, keyed, read_plan

BOM_COLUMNS = ("description", "sku", "vendor", "quantity")


class PlanField(forms.CharField):
    """A plan as a table from a spreadsheet; cleaned to lines with the keys that ``known`` lines have."""

    known = ()

    def __init__(self, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "wrap": "off"}))
        super().__init__(max_length=MOST_TABLE, strip=False, **options)

    def clean(self, value):
        """The lines; every cell that cannot be taken is named."""
        table = read_plan(super().clean(value) or "")
        if table.errors:
            raise forms.ValidationError(error_lines(table.errors))
        return keyed(table.lines, self.known)


class BomField(PastedTable):
    """Materials as a table from a spreadsheet; cleaned to lines ``{description, sku, vendor, quantity}``."""

    def clean(self, value):
        """The lines, quantities as text."""
        rows = super().clean(value)
        return [
            {
                "description": row["description"],
                "sku": row.get("sku", ""),
                "vendor": row.get("vendor", ""),
                "quantity": hours_text(Decimal(row["quantity"])),
            }
            for row in rows
        ]


class DraftForm(forms.Form):
    """A draft of a version. ``known`` are the lines of the plan as stored, whose keys stay."""

    plan = PlanField(
        label=_("Plan"),
        required=False,
        help_text=_(
            "One task a line, as a spreadsheet copies it: Phase, Task, Hours, Level, Interrupts, Customer sees it, From day "
            "(working days after the start), Days, After (numbers of the lines that come first)."
        ),
    )
    bom = BomField(
        label=_("Materials"),
        required=False,
        wanted=BOM_COLUMNS,
        help_text=_("One a line: Description, SKU, Vendor, Quantity. The first line names the columns."),
    )
    checklist = forms.CharField(
        label=_("Acceptance checklist"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is shown and tested before the customer signs. One a line."),
    )
    note = forms.CharField(
        label=_("What changed, and why"), required=False, max_length=300, help_text=_("Stays with the version.")
    )

    def __init__(self, *args, known=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].known = known
        words = dict(SECTIONS) | {"customer_duties": _("What the customer does")}
        rest = dict(self.fields)
        self.fields.clear()
        self.fields.update({"plan": rest["plan"], "bom": rest["bom"]})
        for name in TEXTS:
            self.fields[name] = forms.CharField(
                label=words[name],
                required=False,
                max_length=MOST_TEXT,
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text=HELP[name],
            )
        self.fields.update({"checklist": rest["checklist"], "note": rest["note"]})


class SaveAsForm(forms.Form):
    """Name and use of a template that a project becomes."""

    name = forms.CharField(label=_("Name of the template"), max_length=120)
    description = forms.CharField(label=_("When to use it"), required=False, max_length=300)


def bom_table(bom):
    """Materials as the form shows them."""
    rows = [(line["description"], line["sku"], line["vendor"], line["quantity"]) for line in bom]
    return as_text([("Description", "SKU", "Vendor", "Quantity"), *rows]) if rows else ""
