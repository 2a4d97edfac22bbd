"""Parsing what somebody says about a source: in which shape it speaks, which of its fields are ours. Never writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from integrations.choices import Preset
from integrations.presets.mapping import FIELDS, LONGEST, WORDS, flat, flat_name, pairs_of


class SourceForm(forms.Form):
    """The preset and the mapping, entry by entry as ``presets.mapping.flat`` names them."""

    preset = forms.ChoiceField(
        label=_("It sends"),
        choices=Preset.choices,
        help_text=_("The shape of what comes in. MSP PM is the shape of our own API."),
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, initial={"preset": source.preset} | flat(source.mapping), **kwargs)
        for ours, label in FIELDS.items():
            self.fields[flat_name("field", ours)] = forms.CharField(
                label=label, max_length=LONGEST, required=False
            )
        for ours, label in WORDS.items():
            self.fields[flat_name("words", ours)] = forms.CharField(
                label=label,
                required=False,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=EXAMPLES[ours],
            )

    def clean(self):
        """One pair a line; a line without an equals sign is refused beside its field."""
        values = super().clean()
        for ours in WORDS:
            key = flat_name("words", ours)
            try:
                values[key] = "\n".join(f"{their} = {our}" for their, our in pairs_of(values.get(key, "")).items())
            except InvalidInput as error:
                self.add_error(key, error.message)
        return values

    @property
    def of_fields(self):
        """The bound fields that name their fields."""
        return [self[flat_name("field", ours)] for ours in FIELDS]

    @property
    def of_words(self):
        """The bound fields that translate words."""
        return [self[flat_name("words", ours)] for ours in WORDS]


EXAMPLES = {
    "currency": _("US Dollar = USD"),
    "billing_model": _("Fixed fee = fixed_price. Ours: fixed_price, time_and_materials and so on."),
    "line.kind": _("Service = labor. Ours: labor, product, license, recurring."),
    "line.skill_level": _("Senior = L3. Ours: L1, L2, L3."),
}
