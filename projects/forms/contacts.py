"""Who of the customer's people is on the project."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.choices import ContactRole


class SeatForm(forms.Form):
    """A contact's place on the project."""

    role = forms.ChoiceField(label=_("Role on this project"), choices=ContactRole)
    receives_updates = forms.BooleanField(label=_("Receives this project's weekly update"), required=False)


class ChooseContactForm(forms.Form):
    """One of the customer's contacts; the role is theirs at the customer's unless another is chosen."""

    contact = forms.ChoiceField(label=_("Contact"))
    role = forms.ChoiceField(
        label=_("Role on this project"),
        required=False,
        choices=[("", _("As at the customer")), *ContactRole.choices],
    )
    receives_updates = forms.BooleanField(
        label=_("Receives this project's weekly update"), required=False, initial=True
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_id = {str(contact.pk): contact for contact in offered}
        self.fields["contact"].choices = [
            (key, ", ".join(filter(None, (contact.name, contact.email, contact.get_role_display()))))
            for key, contact in self.by_id.items()
        ]

    def chosen(self):
        """The contact that was chosen."""
        return self.by_id[self.cleaned_data["contact"]]


class NewContactForm(forms.Form):
    """A new contact of the customer, on this project at once."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("Email"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    role = forms.ChoiceField(label=_("Role on this project"), choices=ContactRole, initial=ContactRole.TECHNICAL)
    receives_updates = forms.BooleanField(
        label=_("Receives this project's weekly update"), required=False, initial=True
    )
