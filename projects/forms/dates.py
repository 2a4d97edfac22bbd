"""What the customer was told or agreed to, and through what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms.widgets import DateInput


class TellForm(forms.Form):
    """The dates that were said, to whom and how."""

    start = forms.DateField(label=_("Start that you said"), widget=DateInput())
    end = forms.DateField(label=_("End that you said"), widget=DateInput())
    to = forms.ChoiceField(label=_("Whom you told"))
    through = forms.ChoiceField(
        label=_("How"), choices=[("phone", _("By phone")), ("person", _("In person")), ("email", _("By email"))]
    )
    start.widget.short = end.widget.short = True

    def __init__(self, *args, contacts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(contact.name, contact.name) for contact in contacts]

    def clean(self):
        """The end does not lie before the start."""
        values = super().clean()
        if values.get("start") and values.get("end") and values["end"] < values["start"]:
            self.add_error("end", _("The end lies before the start."))
        return values

    def how(self):
        """One phrase for the evidence: “by phone: Ann Lee”."""
        through = dict(self.fields["through"].choices)[self.cleaned_data["through"]]
        return f"{str(through).lower()}: {self.cleaned_data['to']}"


class SendDatesForm(forms.Form):
    """The dates to be told by mail: who gets it, and the words above the days."""

    start = forms.DateField(label=_("Start"), widget=DateInput())
    end = forms.DateField(label=_("End"), widget=DateInput())
    contacts = forms.MultipleChoiceField(label=_("Who gets it"), widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label=_("Your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("After “Hello …,”; the days and the link to the status page follow by themselves."),
    )
    start.widget.short = end.widget.short = True

    def __init__(self, *args, contacts, **kwargs):
        super().__init__(*args, auto_id="id_mail_%s", **kwargs)
        self.readers = {str(contact.pk): contact for contact in contacts if contact.email}
        self.fields["contacts"].choices = [(pk, f"{c.name}, {c.email}") for pk, c in self.readers.items()]

    def clean(self):
        """The end does not lie before the start."""
        values = super().clean()
        if values.get("start") and values.get("end") and values["end"] < values["start"]:
            self.add_error("end", _("The end lies before the start."))
        return values

    def chosen(self):
        """The contacts that are ticked."""
        return [self.readers[pk] for pk in self.cleaned_data["contacts"]]


class AgreeForm(forms.Form):
    """New dates the customer agreed to: from then on these are the promise."""

    start = forms.DateField(label=_("New start"), widget=DateInput())
    end = forms.DateField(label=_("New end"), widget=DateInput())
    how = forms.CharField(
        label=_("How they agreed"), max_length=200, help_text=_("Such as: Ann Lee by email on Tuesday.")
    )
    start.widget.short = end.widget.short = True
