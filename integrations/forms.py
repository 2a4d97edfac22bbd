"""Parsing what somebody says about a source: in which shape it speaks, which of its fields are ours. Never writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from integrations.choices import Preset
from integrations.presets.mapping import FIELDS, LONGEST, WORDS


class SourceForm(forms.Form):
    """The preset and the mapping; ``mapping`` is what ``actions.change_source`` takes."""

    preset = forms.ChoiceField(
        label=_("It sends"),
        choices=Preset.choices,
        help_text=_("The shape of what comes in. MSP PM is the shape of our own API."),
    )

    def __init__(self, *args, source, **kwargs):
        stored = {"fields": {}, "words": {}} | source.mapping
        initial = {"preset": source.preset}
        super().__init__(*args, initial=initial, **kwargs)
        for ours, label in FIELDS.items():
            self.fields[_key("field", ours)] = forms.CharField(
                label=label, max_length=LONGEST, required=False, initial=stored["fields"].get(ours, "")
            )
        for ours, label in WORDS.items():
            pairs = "\n".join(f"{theirs} = {our}" for theirs, our in stored["words"].get(ours, {}).items())
            self.fields[_key("words", ours)] = forms.CharField(
                label=label,
                required=False,
                max_length=5000,
                initial=pairs,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=EXAMPLES[ours],
            )

    def clean(self):
        """One pair a line; a line without an equals sign is refused beside its field."""
        values = super().clean()
        fields = {ours: values.get(_key("field", ours), "").strip() for ours in FIELDS}
        words = {ours: self._pairs(_key("words", ours), values) for ours in WORDS}
        values["mapping"] = {
            "fields": {ours: theirs for ours, theirs in fields.items() if theirs},
            "words": {ours: pairs for ours, pairs in words.items() if pairs},
        }
        return values

    def _pairs(self, key, values):
        found = {}
        for line in filter(None, map(str.strip, values.get(key, "").splitlines())):
            theirs, equals, ours = line.partition("=")
            if not equals or not theirs.strip() or not ours.strip():
                self.add_error(key, _("Write one pair a line: their word = our word."))
                break
            found[theirs.strip()] = ours.strip()
        return found

    @property
    def of_fields(self):
        """The bound fields that name their fields."""
        return [self[_key("field", ours)] for ours in FIELDS]

    @property
    def of_words(self):
        """The bound fields that translate words."""
        return [self[_key("words", ours)] for ours in WORDS]


EXAMPLES = {
    "currency": _("US Dollar = USD"),
    "billing_model": _("Fixed fee = fixed_price. Ours: fixed_price, time_and_materials and so on."),
    "line.kind": _("Service = labor. Ours: labor, product, license, recurring."),
    "line.skill_level": _("Senior = L3. Ours: L1, L2, L3."),
}


def _key(kind, ours):
    return f"{kind}-{ours.replace('.', '-')}"
