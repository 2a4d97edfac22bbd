"""Parsing of what stands in calendars and of the capacity settings; actions decide."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries import members, settings_of
from scheduling.choices import EntryKind


def _short(widget):
    widget.short = True
    return widget


def _number(label, help_text, **limits):
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        max_digits=7,
        decimal_places=2,
        widget=_short(forms.NumberInput()),
        **limits,
    )


def _day(label, help_text="", **options):
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=_short(forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")),
        **options,
    )


class EntryForm(forms.Form):
    """Leave, other work or on-call duty of somebody."""

    member = forms.ModelChoiceField(label=_("Who"), queryset=None, empty_label=None)
    kind = forms.ChoiceField(label=_("What"), choices=EntryKind.choices, initial=EntryKind.LEAVE)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    hours_a_day = _number(
        _("Hours a day"),
        _("Leave it empty for whole days."),
        required=False,
        min_value=Decimal("0.25"),
        max_value=24,
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Everybody here can read it.")
    )

    def __init__(self, *args, organization, only=None, **kwargs):
        super().__init__(*args, **kwargs)
        people = members(organization)
        self.fields["member"].queryset = people if only is None else people.filter(pk=only.pk)


class CapacityForm(forms.Form):
    """What the reserve is computed with."""

    utilization_percent = _number(
        _("Utilization target (%)"),
        _("The share of working hours that reaches customers."),
        min_value=1,
        max_value=100,
    )
    reserve_percentile = _number(
        _("Reserve percentile"),
        _("85 keeps enough for 85 of 100 past weeks."),
        min_value=50,
        max_value=99,
    )
    growth_percent = _number(
        _("Growth (%)"),
        _("What you expect on top of the past, for example of new customers."),
        min_value=-50,
        max_value=200,
    )
    floor_l1 = _number(
        _("Contractual floor L1 (hours a week)"), _("The reserve never falls below it."), min_value=0
    )
    floor_l2 = _number(_("Contractual floor L2 (hours a week)"), "", min_value=0)
    floor_l3 = _number(_("Contractual floor L3 (hours a week)"), "", min_value=0)
    hours_per_request = _number(
        _("Hours per request"),
        _("Stands for requests that come without logged hours."),
        min_value=Decimal("0.05"),
        max_value=40,
    )
    people_kept = forms.IntegerField(
        label=_("People who stay unbooked"),
        help_text=_("Per level in every support hour, where a level has three people or more."),
        min_value=0,
        max_value=50,
        widget=_short(forms.NumberInput()),
    )
    reserve_enforced_from = _day(
        _("Refuse bookings from"),
        _("Until that day, and without one, what would be refused is only shown."),
        required=False,
    )


class BookingForm(forms.Form):
    """Who, when and how long; the override only where somebody may break the reserve."""

    member = forms.ModelChoiceField(label=_("Who"), queryset=None)
    day = _day(_("Day"))
    start = forms.TimeField(
        label=_("From"), widget=_short(forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    )
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=Decimal("0.25"),
        max_value=24,
        max_digits=5,
        decimal_places=2,
        widget=_short(forms.NumberInput(attrs={"step": "0.25"})),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    override_reason = forms.CharField(
        label=_("Override with a reason"),
        max_length=300,
        required=False,
        help_text=_("Only when support’s hours must give way. Support is told at once."),
    )
    override_until = _day(_("The override holds until"), required=False)

    def __init__(self, *args, organization, may_override, **kwargs):
        super().__init__(*args, **kwargs)
        people = members(organization).filter(profiles__level__gt="").order_by("user__name", "pk")
        self.fields["member"].queryset = people
        self.fields["start"].initial = settings_of(organization).day_starts
        if not may_override:
            del self.fields["override_reason"], self.fields["override_until"]
