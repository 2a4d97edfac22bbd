"""Parsing a deal that is typed in: the same body as the API takes, field by field and row by row."""

from decimal import Decimal

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.choices import Level
from customers.choices import ContactRole
from deals.actions.hand_off import HAND_OFF_LIMITS
from deals.choices import BillingModel, LineKind, RequestType
from deals.currencies import CURRENCIES
from deals.models import HandOffRules

LISTS = ("sites", "promises", "exclusions", "assumptions")
SIZE = ("people", "outage_needed", "third_party")
FOLDED = ("signed_reference", "signed_url", "number", "won_on", "competing_deadlines", "sites", *SIZE)
PROMISED = ("promises", "exclusions", "assumptions")
EMPTY = ("", _("Choose…"))
NEEDED = _("needed")
TO_ACCEPT = _("needed to accept")


def _needed(field, words=TO_ACCEPT):
    """Not needed to hand the deal over, but before anybody can accept it: the label says so."""
    field.needed = words
    return field


def _date(label):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    widget.short = True
    return forms.DateField(label=label, required=False, widget=widget)


def _list(label, help_text=""):
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=label, required=False, widget=widget, help_text=help_text or _("One per line."), max_length=50_000
    )


def _amount(label, *, digits=14, places=4):
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_digits=digits,
        decimal_places=places,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


def _yes_or_no(label):
    choices = [("", _("Not known yet")), ("true", _("Yes")), ("false", _("No"))]
    return forms.TypedChoiceField(
        label=label, required=False, choices=choices, coerce=lambda value: value == "true", empty_value=None
    )


class DealForm(forms.Form):
    """Everything of a deal but its lines and contacts."""

    title = forms.CharField(label=_("What was sold"), max_length=200)
    customer_name = forms.CharField(
        label=_("Customer"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "customer-names"}),
        help_text=_("Pick one that exists, or write the name of a new one."),
    )
    salesperson_email = _needed(forms.ChoiceField(label=_("Salesperson"), required=False))
    number = forms.CharField(label=_("Quote number"), required=False, max_length=60)
    won_on = _date(_("Won on"))
    billing_model = _needed(
        forms.ChoiceField(label=_("Billing"), required=False, choices=[EMPTY, *BillingModel.choices])
    )
    currency = forms.ChoiceField(label=_("Currency"))
    po_number = _needed(
        forms.CharField(label=_("PO number"), required=False, max_length=60), _("needed, or the reason beside it")
    )
    po_waived_reason = _needed(
        forms.CharField(label=_("Why no PO is needed"), required=False, max_length=300),
        _("needed without a PO number"),
    )
    target_start = _needed(_date(_("Promised start")))
    target_end = _needed(_date(_("Promised end")))
    promises = _list(_("Promises"), _("Anything we said, also what is not in writing. One per line."))
    exclusions = _list(_("Not included"))
    assumptions = _list(_("Assumptions"))
    competing_deadlines = forms.CharField(
        label=_("Competing deadlines"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What else at the customer’s must be done by when."),
    )
    people = forms.IntegerField(label=_("People it touches"), required=False, min_value=0, max_value=30_000)
    outage_needed = _yes_or_no(_("Is an outage needed?"))
    third_party = _yes_or_no(_("Does a third party take part?"))
    sites = _list(_("Sites"), _("One per line, such as Main office, 12 Bay Street."))
    signed_reference = forms.CharField(label=_("Signed quote or SoW"), required=False, max_length=200)
    signed_url = forms.URLField(label=_("Link to it"), required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args, salespeople, home_currency, **kwargs):
        super().__init__(*args, **kwargs)
        others = sorted(CURRENCIES - {home_currency})
        self.fields["currency"].choices = [(code, code) for code in (home_currency, *others)]
        self.fields["salesperson_email"].choices = [EMPTY, *salespeople]

    @property
    def tells_more(self):
        """Whether one of the folded fields holds something, or was refused."""
        return any(self[name].value() or self[name].errors for name in FOLDED)

    @property
    def tells_promises(self):
        """The same of what was promised, folded as well."""
        return any(self[name].value() or self[name].errors for name in PROMISED)

    def clean(self):
        values = super().clean()
        start, end = values.get("target_start"), values.get("target_end")
        if start and end and end < start:
            self.add_error("target_end", _("The end must not lie before the start."))
        for name in LISTS:
            if any(len(line) > 500 for line in values.get(name, "").splitlines()):
                self.add_error(name, _("Keep each line under 500 characters."))
        return values


class LineForm(forms.Form):
    """One sold line."""

    external_id = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=LineKind, initial=LineKind.LABOR)
    description = forms.CharField(label=_("Description"), max_length=300)
    sku = forms.CharField(label=_("SKU"), required=False, max_length=80)
    hours = _needed(_amount(_("Hours"), digits=10, places=2), _("needed for labor"))
    skill_level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", "–"), *Level.choices])
    quantity = _needed(_amount(_("Quantity")), _("if not labor"))
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20)
    unit_price = _needed(_amount(_("Price each")), NEEDED)
    unit_cost = _needed(_amount(_("Cost each")), NEEDED)


class ContactForm(forms.Form):
    """One person at the customer's."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = _needed(forms.EmailField(label=_("Email"), required=False), _("needed of one person"))
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("No role")), *ContactRole.choices])


class RowsFormSet(BaseFormSet):
    """Rows that count only when something was typed into them; ``DELETE`` takes one away."""

    def initial_form_count(self):
        return 0 if self.is_bound else super().initial_form_count()

    def values(self):
        """The cleaned values of the rows that stay."""
        kept = [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]
        return [{k: v for k, v in form.cleaned_data.items() if k != "DELETE"} for form in kept]


LineFormSet = formset_factory(LineForm, formset=RowsFormSet, extra=0, can_delete=True, max_num=500)
ContactFormSet = formset_factory(ContactForm, formset=RowsFormSet, extra=0, can_delete=True, max_num=100)


class LimitsForm(forms.ModelForm):
    """From where on a deal is a project."""

    class Meta:
        model = HandOffRules
        fields = HAND_OFF_LIMITS
        labels = {
            "least_hours": _("Hours of labor, from"),
            "least_people": _("People it touches, from"),
            "least_days": _("Working days, from"),
            "outage_counts": _("An outage makes it a project"),
            "hardware_counts": _("Sold hardware makes it a project"),
            "third_party_counts": _("A third party makes it a project"),
            "lowest_margin": _("Lowest margin without a warning, percent"),
        }


class NotAProjectForm(forms.Form):
    """What the deal is instead."""

    request_type = forms.ChoiceField(label=_("It is"), choices=RequestType, initial=RequestType.INSTALL)
    reference = forms.CharField(label=_("Ticket"), max_length=120, help_text=_("Such as T-20881."))


def typed_rows(data, prefix, fields):
    """What was typed into the rows of a formset, unchecked, for showing them again with one more."""
    try:
        count = min(int(data.get(f"{prefix}-TOTAL_FORMS", 0)), 500)
    except ValueError:
        count = 0
    return [{name: data.get(f"{prefix}-{row}-{name}", "") for name in fields} for row in range(count)]


def body_from(values, lines, contacts):
    """The body of the contract out of cleaned values."""
    plain = (
        "title",
        "number",
        "salesperson_email",
        "billing_model",
        "currency",
        "po_number",
        "po_waived_reason",
        "competing_deadlines",
    )
    body = {name: values[name] for name in (*plain, *SIZE)}
    body |= {name: _iso(values[name]) for name in ("won_on", "target_start", "target_end")}
    body |= {name: [line.strip() for line in values[name].splitlines() if line.strip()] for name in LISTS}
    body["signed_document"] = {"reference": values["signed_reference"], "url": values["signed_url"]}
    body["customer"] = {"name": values["customer_name"].strip()}
    body["lines"] = [_line(line, place) for place, line in enumerate(lines, 1)]
    body["contacts"] = contacts
    return body


def initial_from(deal):
    """What the form shows of a deal."""
    initial = {name: getattr(deal, name) for name in DealForm.base_fields if hasattr(deal, name)}
    initial |= {name: "\n".join(getattr(deal, name)) for name in LISTS}
    initial |= {name: _word(getattr(deal, name)) for name in ("outage_needed", "third_party")}
    if deal.customer_id:
        initial["customer_name"] = deal.customer.name
    return initial


def _word(flag):
    return "" if flag is None else str(flag).lower()


def _iso(day):
    return day.isoformat() if day else ""


def _line(values, place):
    amounts = {
        name: None if v is None else f"{v:f}" for name, v in values.items() if isinstance(v, Decimal | None)
    }
    return values | amounts | {"external_id": values["external_id"] or f"f{place}"}
