"""Parsing what people type about customers and contacts."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.choices import ContactRole


class CustomerForm(forms.Form):
    """Name, zone and mail domain of a customer."""

    name = forms.CharField(label=_("Name"), max_length=200)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, help_text=_("Outages and dates are told in this zone.")
    )
    mail_domain = forms.CharField(
        label=_("Mail domain"),
        required=False,
        max_length=120,
        help_text=_("Such as acme.example. A deal with a contact there is recognized."),
    )

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        own = _("As %(organization)s (%(zone)s)") % {
            "organization": organization.name,
            "zone": organization.time_zone,
        }
        self.fields["time_zone"].choices = [("", own), *((zone, zone) for zone in sorted(available_timezones()))]

    def clean_mail_domain(self):
        return self.cleaned_data["mail_domain"].strip().lower().removeprefix("@")


class ContactForm(forms.Form):
    """A person at the customer's."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("Email"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    role = forms.ChoiceField(label=_("Role"), choices=ContactRole, initial=ContactRole.TECHNICAL)
    receives_updates = forms.BooleanField(
        label=_("Receives the weekly update"),
        required=False,
        initial=True,
        help_text=_("By default signer, sponsor and technical contacts do."),
    )


class SiteForm(forms.Form):
    """A place where the customer works."""

    name = forms.CharField(label=_("Site"), max_length=120)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
