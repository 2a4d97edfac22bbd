"""Parsing what an owner sets for the organization; actions decide."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import holidays
from accounts.actions import SCOPES
from accounts.choices import Scope
from accounts.models.tenant import WEEKDAYS
from accounts.queries import members
from core import colors

MODES = (
    ("approve", _("After approval only")),
    ("unchanged_green", _("Unchanged green updates leave by themselves, the others after approval")),
    ("automatic", _("All leave by themselves, unless somebody holds them")),
)


def _time(label, help_text=""):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    widget.short = True
    return forms.TimeField(label=label, help_text=help_text, widget=widget)


def _short(widget):
    widget.short = True
    return widget


def _number(label, help_text="", **limits):
    field = forms.DecimalField(label=label, help_text=help_text, **limits)
    field.widget.short = True
    return field


def _weekday(label, help_text=""):
    field = forms.TypedChoiceField(label=label, help_text=help_text, choices=WEEKDAYS, coerce=int)
    field.widget.short = True
    return field


class IdentityForm(forms.Form):
    """Name, logo, color, zone, currency."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As customers read it on mails and status pages.")
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG, WebP or GIF up to 5 MB. It stands in the rail and on the customer’s pages."),
    )
    brand_color = forms.CharField(
        label=_("Brand color"),
        required=False,
        max_length=7,
        help_text=_("For example #1a4fae. It has to be readable on white; dark pages lighten it by themselves."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("All its days and weeks are counted in this zone.")
    )
    currency = forms.CharField(label=_("Home currency"), min_length=3, max_length=3)

    def __init__(self, *args, currency_locked=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [
            (zone, zone.replace("_", " ")) for zone in sorted(available_timezones())
        ]
        self.fields["currency"].widget.short = True
        self.fields["brand_color"].widget.short = True
        self.fields["currency"].disabled = currency_locked
        self.fields["currency"].help_text = (
            _("Fixed, because cost rates or deals are written in it.")
            if currency_locked
            else _("Three letters, such as USD. It is fixed once a cost rate or a deal is written in it.")
        )

    def clean_currency(self):
        return self.cleaned_data["currency"].upper()

    def clean_brand_color(self):
        color = self.cleaned_data["brand_color"].strip().lower()
        return f"#{color}" if color and colors.is_color(f"#{color}") else color


class WorkingTimeForm(forms.Form):
    """Working days and hours."""

    working_days = forms.TypedMultipleChoiceField(
        label=_("Working days"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    day_starts = _time(_("The day starts"))
    day_ends = _time(_("The day ends"))
    daily_hours = _number(
        _("Working hours of a day"),
        _("For a person without contract hours of their own; forecasts lay open hours into them."),
        min_value=0,
        max_value=24,
        decimal_places=2,
    )


class PlaceForm(forms.Form):
    """Whose public holidays are kept. A region may be left out."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.CharField(
        label=_("Region"),
        required=False,
        max_length=10,
        help_text=_(
            "The short name of the state or province, for example RI, CA or BY. Empty: the whole country."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("None: own days only")), *holidays.countries()]
        self.fields["region"].widget.short = True

    def clean_region(self):
        return self.cleaned_data["region"].strip().upper()


class HolidayForm(forms.Form):
    """A day off of the organization's own."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label=_("What for"), max_length=120)


class UpdatesForm(forms.Form):
    """When, how and from whom the weekly updates leave."""

    send_weekday = _weekday(_("They leave on"))
    send_time = _time(_("They leave at"), _("Local time of the organization."))
    draft_weekday = _weekday(_("Drafts are written on"))
    draft_time = _time(
        _("Drafts are written at"), _("The last such moment before they leave. A day ahead leaves time to read.")
    )
    update_mode = forms.ChoiceField(label=_("How they leave"), choices=MODES, widget=forms.RadioSelect)
    sender_name = forms.CharField(
        label=_("Sender"), required=False, max_length=120, help_text=_("Empty: the name of the organization.")
    )
    reply_to = forms.EmailField(
        label=_("Answers go to"),
        required=False,
        help_text=_("Empty: the project’s manager, which customers like best."),
    )


class ThresholdsForm(forms.Form):
    """Where a verdict turns amber, and red above it."""

    budget_amber_percent = _number(
        _("Budget: at risk up to, in percent over"), min_value=0, max_value=100, decimal_places=2
    )
    budget_amber_hours = _number(
        _("Budget: or up to, in hours over"),
        _("The larger of the two counts, so that a small job is not off track for an hour."),
        min_value=0,
        max_value=1000,
        decimal_places=2,
    )
    time_amber_percent = _number(
        _("Time: at risk up to, in percent of the agreed duration"), min_value=0, max_value=100, decimal_places=2
    )
    time_amber_days = forms.IntegerField(
        label=_("Time: but at most, in working days"),
        min_value=1,
        max_value=60,
        widget=_short(forms.NumberInput()),
        help_text=_("At least one working day is always allowed. Above it the project is off track."),
    )


class KeyForm(forms.Form):
    """A new API key."""

    name = forms.CharField(label=_("What for"), max_length=120, help_text=_("For example HubSpot deals."))
    member = forms.TypedChoiceField(
        label=_("Acts as"), help_text=_("It may do what this person may, within its scopes.")
    )
    scopes = forms.MultipleChoiceField(label=_("Scopes"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        people = {str(person.pk): person for person in members(organization)}
        self.fields["member"].choices = [(pk, person.name) for pk, person in people.items()]
        self.fields["member"].coerce = people.get
        named = [(scope, scope) for scope in sorted(SCOPES - {"*"})]
        self.fields["scopes"].choices = [*named, ("*", _("* (everything)"))]

    def scope_rows(self):
        """``[(area, [(scope, whether ticked) for reading and writing])]`` for the table of the page."""
        ticked = set(self["scopes"].value() or ())
        return [
            (area.label, [(f"{area}:{way}", f"{area}:{way}" in ticked) for way in ("read", "write")])
            for area in Scope
        ]
