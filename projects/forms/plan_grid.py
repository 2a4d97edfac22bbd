"""Parsing what the grid of the plan sends: which tasks, which cells, what had been read. Nothing is written here."""

import json
from decimal import Decimal
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from projects.forms.plan import RemainingForm
from projects.rules.task_tables import read_tasks

CELLS = (
    "title",
    "phase",
    "estimate",
    "skill_level",
    "assignee",
    "planned_start",
    "planned_end",
    "disruptive",
    "visible_to_customer",
    "delivers",
    "remaining",
)
MOST_TEXT = 500_000
CHOICES = [("", _("as it is")), ("true", _("yes")), ("false", _("no"))]


class BulkForm(forms.Form):
    """What may be set on all ticked tasks; what stays empty is left as it is."""

    set_phase = forms.CharField(label=_("Phase"), max_length=120, required=False)
    set_skill_level = forms.ChoiceField(label=_("Level"), required=False)
    set_assignee = forms.ChoiceField(label=_("Assignee"), required=False)
    set_planned_start = forms.DateField(label=_("Start"), required=False)
    set_planned_end = forms.DateField(label=_("End"), required=False)
    set_disruptive = forms.ChoiceField(label=_("Interrupts the customer's work"), required=False, choices=CHOICES)
    set_visible_to_customer = forms.ChoiceField(label=_("The customer sees it"), required=False, choices=CHOICES)

    def __init__(self, *args, cells, **kwargs):
        super().__init__(*args, **kwargs)
        as_it_is = ("", _("as it is"))
        for name in ("skill_level", "assignee"):
            self.fields[f"set_{name}"].choices = [as_it_is, *list(cells.fields[name].choices)[1:]]
        for name in ("planned_start", "planned_end"):
            self.fields[f"set_{name}"].widget = cells.fields[name].widget


class PasteTasksForm(forms.Form):
    """A table of tasks. ``table`` is what was read, once it is valid."""

    lines = forms.CharField(
        label=_("Rows from a spreadsheet"),
        max_length=MOST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Task, hours, level, assignee, start, end; or any order of columns under a first line that names them."
        ),
    )


def table_of(text, people):
    """The pasted rows; people are found by name or address."""
    by_name = {key.lower(): person for person in people for key in (person.name, person.user.email)}
    return read_tasks(text[:MOST_TEXT], by_name)


def ids_of(data, name="task"):
    """The well-formed ids among the values of ``name``, each once."""
    found = []
    for text in data.getlist(name):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def one_id(text):
    """The id that the text says, or None."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def values_of(data, cells):
    """``{field: value}`` of the cells sent as ``set_<field>``; ``cells`` is a TaskForm, whose fields clean them.

    With ``skip_empty`` what is empty is left out. Raises InvalidInput for the first that makes no sense.
    """
    fields = {**cells.fields, "remaining": RemainingForm.base_fields["remaining"]}
    found = {}
    for name in CELLS:
        key = f"set_{name}"
        if key not in data or name not in fields or (data.get("skip_empty") and not data[key]):
            continue
        found[name] = _cleaned(name, data[key], fields[name])
    return found


def _cleaned(name, text, field):
    if isinstance(field, forms.BooleanField):
        return text == "true"
    if name == "estimate" and not text.strip():
        return Decimal(0)
    try:
        return field.clean(text)
    except forms.ValidationError as error:
        sentence = " ".join(error.messages)
        raise InvalidInput(sentence, [{"pointer": f"/{name}", "code": "invalid", "detail": sentence}]) from error


def seen_of(data):
    """``{id: {field: plain value}}``: what the cells had shown; empty for a sender that does not say."""
    try:
        seen = json.loads(data.get("seen") or "null")
    except ValueError:
        return {}
    if not isinstance(seen, dict):
        return {}
    return {one_id(key): _read(cells) for key, cells in seen.items() if isinstance(cells, dict) and one_id(key)}


def _read(cells):
    """Texts of cells as ``core.conflicts.plain`` writes the values."""
    flags = ("disruptive", "visible_to_customer")
    nothing = ("planned_start", "planned_end", "assignee", "remaining")
    return {
        name: text == "true" if name in flags else None if text == "" and name in nothing else text
        for name, text in cells.items()
        if name in CELLS and isinstance(text, str)
    }
