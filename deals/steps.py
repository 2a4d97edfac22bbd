"""The hand-off step by step: each step asks only for what the deal does not say yet."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.choices import ContactRole
from deals.forms import LISTS, ContactForm, DealForm, LineForm

SOLD, PROMISED, PEOPLE, PAPERS, REVIEW = "sold", "promised", "people", "papers", "review"
STEPS = {
    SOLD: _("What was sold"),
    PROMISED: _("What was promised"),
    PEOPLE: _("People"),
    PAPERS: _("Papers"),
    REVIEW: _("Review"),
}
FIELDS = {
    SOLD: ("billing_model", "people", "outage_needed", "third_party"),
    PROMISED: ("target_start", "target_end", "promises", "exclusions", "assumptions", "competing_deadlines"),
    PEOPLE: ("salesperson_email", "sites"),
    PAPERS: ("po_number", "po_waived_reason", "signed_reference", "signed_url", "number", "won_on"),
    REVIEW: (),
}
# The step that asks for what an item of the checklist lacks; the others are mended in the form of the deal.
STEP_OF = {
    "billing_model_missing": SOLD,
    "lines_missing": SOLD,
    "lines_incomplete": SOLD,
    "some_lines_incomplete": SOLD,
    "target_start_missing": PROMISED,
    "target_end_missing": PROMISED,
    "promises_missing": PROMISED,
    "exclusions_missing": PROMISED,
    "assumptions_missing": PROMISED,
    "competing_deadlines_missing": PROMISED,
    "contact_email_missing": PEOPLE,
    "salesperson_missing": PEOPLE,
    "salesperson_unknown": PEOPLE,
    "signer_missing": PEOPLE,
    "technical_missing": PEOPLE,
    "after_hours_missing": PEOPLE,
    "billing_contact_missing": PEOPLE,
    "sponsor_missing": PEOPLE,
    "sites_missing": PEOPLE,
    "po_missing": PAPERS,
    "signed_document_missing": PAPERS,
    "won_on_missing": PAPERS,
}
# One of the two is enough.
PAIRS = ({"po_number", "po_waived_reason"}, {"signed_reference", "signed_url"})
LINE = ("kind", "description", "hours", "skill_level", "quantity", "unit_price", "unit_cost")
CONTACT = ("name", "email", "role")
OF_A_ROW = re.compile(r"(line|contact)_(?:(\d+)_)?(\w+)")


class StepForm(DealForm):
    """The fields of one step that the deal leaves empty, what its lines lack, and a person while a role is missing.

    ``deal`` is read with lines and contacts. ``body`` is the deal's body with the answers in it.
    """

    def __init__(self, *args, deal, step, **kwargs):
        super().__init__(*args, **kwargs)
        self.deal = deal
        known = {name for name in self.fields if getattr(deal, name, None) not in (None, "", [])}
        known |= {name for pair in PAIRS if pair & known for name in pair}
        if deal.salesperson_id is None:
            known.discard("salesperson_email")  # an address that is no member's cannot be released
        wanted = [name for name in FIELDS[step] if name not in known]
        self.fields = {name: self.fields[name] for name in wanted}
        self.lacking = {}
        if step == SOLD:
            self._ask_of_lines()
        if step == PEOPLE:
            self._ask_for_a_person()

    def _ask_of_lines(self):
        """Of each line what it lacks; of a deal without lines the first one."""
        rows = list(self.deal.lines.all())
        for row in rows:
            names = ["hours" if row.kind == "labor" else "quantity", "unit_price", "unit_cost"]
            for name in names:
                if getattr(row, name) is None or (name in ("hours", "quantity") and not getattr(row, name)):
                    self._ask_of_line(row, name)
        if not rows:
            asked = {f"line_{name}": LineForm.base_fields[name] for name in LINE}
            self.fields |= {name: _optional(field) for name, field in asked.items()}

    def _ask_of_line(self, row, name):
        field = _optional(LineForm.base_fields[name])
        said = {"line": row.description or row.position, "field": str(field.label).lower()}
        field.label = _("%(line)s: %(field)s") % said
        key = f"line_{row.position}_{name}"
        self.lacking[key] = (row.position - 1, name)
        self.fields[key] = field

    def _ask_for_a_person(self):
        contacts = list(self.deal.contacts.all())
        roles = {contact.role for contact in contacts}
        if any(contact.email for contact in contacts) and roles >= set(ContactRole.values):
            return
        self.fields["contact_name"] = forms.CharField(label=_("Another person"), required=False, max_length=200)
        self.fields["contact_email"] = forms.EmailField(label=_("Email"), required=False)
        choices = [("", _("No role")), *(one for one in ContactRole.choices if one[0] not in roles)]
        self.fields["contact_role"] = forms.ChoiceField(label=_("Role"), required=False, choices=choices)

    def body(self):
        """The deal's body with what was typed in; an empty answer changes nothing."""
        body, values = dict(self.deal.payload), {k: v for k, v in self.cleaned_data.items() if v not in (None, "")}
        signed = {name.removeprefix("signed_"): values.pop(name) for name in PAIRS[1] if name in values}
        body["signed_document"] = {**(body.get("signed_document") or {}), **signed}
        body["lines"], body["contacts"] = self._lines(values), self._contacts(values)
        for name, value in values.items():
            if name in LISTS:
                body[name] = [line.strip() for line in value.splitlines() if line.strip()]
            elif name in DealForm.base_fields:
                body[name] = value.isoformat() if hasattr(value, "isoformat") else value
        return body

    def _lines(self, values):
        lines = [dict(line) for line in self.deal.payload.get("lines") or []]
        for key, (place, name) in self.lacking.items():
            if key in values:
                lines[place][name] = str(values[key])
                if name == "hours" and not float(lines[place].get("quantity") or 0):
                    lines[place]["quantity"] = str(values[key])
        first = {name: str(values[f"line_{name}"]) for name in LINE if f"line_{name}" in values}
        return [*lines, first] if first.keys() - {"kind"} else lines

    def _contacts(self, values):
        added = {name: values[f"contact_{name}"] for name in CONTACT if f"contact_{name}" in values}
        return [*(self.deal.payload.get("contacts") or []), *([added] if added.keys() & {"name", "email"} else [])]


def left_out(form, data):
    """What was typed into a form that is out of date and cannot be taken: ``(label, typed, what stands now)``.

    Others answered it meanwhile. A line was asked for by its place, which may be another one's now.
    """
    rows = []
    for name, typed in data.items():
        of_a_row = OF_A_ROW.fullmatch(name)
        is_gone = name not in form.fields or (of_a_row and of_a_row[1] == "line")
        if typed and is_gone and name in DealForm.base_fields:
            rows.append((DealForm.base_fields[name].label, typed, _stands(form.deal, name)))
        elif typed and is_gone and of_a_row and name != "line_kind":
            fields = LineForm.base_fields if of_a_row[1] == "line" else ContactForm.base_fields
            rows.append((getattr(fields.get(of_a_row[3]), "label", name), typed, ""))
    return rows


def _stands(deal, name):
    value = getattr(deal, name, "")
    return ", ".join(value) if isinstance(value, list) else value


def following(step):
    """The step after this one; the last one follows itself."""
    names = list(STEPS)
    return names[min(names.index(step) + 1, len(names) - 1)]


def _optional(field):
    """A copy that may stay empty: every step is saved as far as it is known."""
    copied = type(field).__deepcopy__(field, {})
    copied.required = False
    return copied
