"""A field that takes a table pasted from a spreadsheet; every row that cannot be taken is named."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.rules.tables import read_table

MOST_TEXT = 2_000_000
MOST_SHOWN = 20
WHY = {
    "formula": gettext_lazy("a formula; paste its value"),
    "number": gettext_lazy("no number"),
    "out_of_range": gettext_lazy("must be zero or more, below ten billion"),
    "date": gettext_lazy("no date; write 2026-12-31"),
    "too_long": gettext_lazy("too long"),
    "required": gettext_lazy("no description"),
    "too_many": gettext_lazy("too many rows; at most 30,000"),
    "too_many_tasks": gettext_lazy("too many rows; at most 1,000"),
    "no_title": gettext_lazy("no task named"),
    "level": gettext_lazy("no level; write L1, L2 or L3"),
    "person": gettext_lazy("nobody of that name or address"),
    "before_start": gettext_lazy("lies before the start"),
    "yes_no": gettext_lazy("write yes or no"),
    "too_many_lines": gettext_lazy("too many rows; at most 500"),
    "no_line": gettext_lazy("write the numbers of the lines that come first, such as 3, 5"),
    "circle": gettext_lazy("lines would wait for each other"),
    "hours": gettext_lazy("hours from 0 to 1,000"),
    "days": gettext_lazy("whole working days, at most 750"),
}


class PastedTable(forms.CharField):
    """Cleaned to a list of dicts; wrong rows refuse the whole, with row, column and what was found.

    ``in_part``: cleaned to the ``Table``, and refused only where no row can be taken.
    """

    def __init__(self, *, wanted, in_part=False, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}))
        super().__init__(max_length=MOST_TEXT, strip=False, **options)
        self.wanted, self.in_part = wanted, in_part

    def clean(self, value):
        """The rows."""
        text = super().clean(value)
        table = read_table(text or "", self.wanted)
        if table.errors and not (self.in_part and table.rows):
            raise forms.ValidationError(error_lines(table.errors))
        if self.in_part:
            return table
        return [dict(row) for row in table.rows]


def error_lines(errors):
    """Words for the first errors of a table, and how many more there are."""
    shown = [
        _("Row %(row)d, %(column)s: %(why)s (%(found)s)")
        % {"row": one.row, "column": one.column or "–", "why": WHY[one.code], "found": one.found or "–"}
        for one in errors[:MOST_SHOWN]
    ]
    more = len(errors) - len(shown)
    return [*shown, _("and %d more") % more] if more > 0 else shown
