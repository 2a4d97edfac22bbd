"""Parsing what people type about customers and contacts."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.choices import BillingModel, Channel, ContactRole


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

    billing_model = forms.ChoiceField(
        label=_("Billing model"), required=False, choices=[("", _("As each deal says")), *BillingModel.choices]
    )
    po_required = forms.BooleanField(
        label=_("Needs a PO number"),
        required=False,
        initial=True,
        help_text=_("Without the tick, deals of this customer never wait for one."),
    )
    payment_terms_days = forms.IntegerField(
        label=_("Payment within, in days"), required=False, min_value=0, max_value=365
    )
    currency = forms.CharField(label=_("Currency"), required=False, max_length=3)
    tax_note = forms.CharField(
        label=_("Tax note"),
        required=False,
        max_length=300,
        help_text=_("For example Tax exempt, certificate 4411."),
    )

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        own = _("As %(organization)s (%(zone)s)") % {
            "organization": organization.name,
            "zone": organization.time_zone,
        }
        self.fields["time_zone"].choices = [("", own), *((zone, zone) for zone in sorted(available_timezones()))]
        self.fields["currency"].help_text = _("Empty: %s.") % organization.currency
        for name in ("currency", "payment_terms_days"):
            self.fields[name].widget.short = True

    def clean_currency(self):
        return self.cleaned_data["currency"].strip().upper()

    def clean_mail_domain(self):
        return self.cleaned_data["mail_domain"].strip().lower().removeprefix("@")


class ContactForm(forms.Form):
    """A person at the customer's."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("Email"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    role = forms.ChoiceField(label=_("Role"), choices=ContactRole, initial=ContactRole.TECHNICAL)
    channel = forms.ChoiceField(
        label=_("Reached best by"),
        choices=Channel,
        required=False,
        initial=Channel.EMAIL,
        help_text=_("For what cannot wait."),
    )
    language = forms.CharField(
        label=_("Language"),
        required=False,
        max_length=10,
        help_text=_("What they like to speak, for example Spanish."),
    )
    receives_updates = forms.BooleanField(
        label=_("Receives the weekly update"),
        required=False,
        initial=True,
        help_text=_("On: that of every project they are put on. Off: none at all."),
    )

    def clean_channel(self):
        return self.cleaned_data["channel"] or Channel.EMAIL.value


class SiteForm(forms.Form):
    """A place where the customer works."""

    name = forms.CharField(label=_("Site"), max_length=120)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    hours = forms.CharField(
        label=_("Hours"),
        required=False,
        max_length=120,
        help_text=_("When somebody is there, for example Mon–Fri 8–17."),
    )
    access_notes = forms.CharField(
        label=_("Access notes, internal"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Door, parking, whom to ask. Customers never see it. Codes belong in the vault."),
    )

    def __init__(self, *args, customer, **kwargs):
        super().__init__(*args, **kwargs)
        as_customer = (customer.time_zone or customer.organization.time_zone).replace("_", " ")
        own = _("As the customer (%(zone)s)") % {"zone": as_customer}
        self.fields["time_zone"].choices = [("", own), *((zone, zone) for zone in sorted(available_timezones()))]


class BlackoutForm(forms.Form):
    """Days on which nothing may be interrupted."""

    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    site = forms.TypedChoiceField(label=_("Where"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("For example Inventory."))

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        known = {str(site.pk): site for site in sites}
        self.fields["site"].choices = [("", _("All sites")), *((pk, site.name) for pk, site in known.items())]
        self.fields["site"].coerce = known.get
        self.fields["site"].empty_value = None
