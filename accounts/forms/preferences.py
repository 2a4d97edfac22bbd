"""Parsing how a person reads, and how they want to be told of things."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.choices import ClockStyle, DateStyle, NotificationEvent, NumberStyle, Theme, ways_of


class ProfileForm(forms.Form):
    """Name, appearance, zone and language of a person."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As colleagues and customers read it."),
        error_messages={"required": _("Write your name, for example Ana Ruiz.")},
    )
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices, required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times are shown in it. Days and weeks stay the organization's."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    date_style = forms.ChoiceField(label=_("Dates"), choices=DateStyle.choices, required=False)
    clock_style = forms.ChoiceField(label=_("Times"), choices=ClockStyle.choices, required=False)
    number_style = forms.ChoiceField(
        label=_("Numbers"),
        choices=NumberStyle.choices,
        required=False,
        help_text=_("As you read them here. Mails and customers' pages stay as the organization writes."),
    )

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        own = _("As %(organization)s (%(zone)s)") % {
            "organization": organization.name,
            "zone": organization.time_zone,
        }
        self.fields["time_zone"].choices = [("", own), *((zone, zone) for zone in sorted(available_timezones()))]
        self.fields["language"].choices = [("", _("As the browser")), *settings.LANGUAGES]
        if len(settings.LANGUAGES) == 1:  # nothing to choose yet
            del self.fields["language"]


class PictureForm(forms.Form):
    """A picture of oneself."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG, GIF or WebP, at most 25 MB. Only colleagues see it."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )


class NotificationForm(forms.Form):
    """One choice per event, and the quiet hours."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("In between nothing is mailed at once; it waits for the end of your quiet hours."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].widget.short = True
        for event in NotificationEvent:
            choices = [(way.value, way.label) for way in ways_of(event)]
            self.fields[event.value] = forms.ChoiceField(label=event.label, choices=choices)

    def chosen(self):
        """``{event: way}`` of a valid form."""
        return {event: self.cleaned_data[event.value] for event in NotificationEvent}

    def event_fields(self):
        """The fields of the events, in the order of the vocabulary."""
        return [self[event.value] for event in NotificationEvent]
