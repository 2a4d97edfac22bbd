"""Parsing what somebody says of an import: the file, and which of its columns is which of ours. Never writes."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class FileForm(forms.Form):
    """The table."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), at most 25 MB, headings in the first row."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class MappingForm(forms.Form):
    """A choice of the file's headings per column of ours, and what the kind asks for the whole file."""

    def __init__(self, *args, kind, headings, samples, options, **kwargs):
        """``samples`` is ``{heading: first value}``; ``options`` what ``Kind.options`` gives."""
        super().__init__(*args, **kwargs)
        self.kind, self.names = kind, [name for name, _label, _choices in options]
        choices = [("", _("not in the file"))]
        choices += [(one, f"{one} ({samples[one][:40]})" if samples.get(one) else one) for one in headings]
        for name, label, values in options:
            self.fields[f"option-{name}"] = forms.ChoiceField(label=label, choices=values, required=False)
        for column in kind.columns:
            self.fields[f"column-{column.name}"] = forms.ChoiceField(
                label=column.label, choices=choices, required=column.required
            )

    @property
    def mapping(self):
        """``{our column: their heading}`` as chosen."""
        return {column.name: self.cleaned_data.get(f"column-{column.name}", "") for column in self.kind.columns}

    @property
    def options(self):
        """What was chosen for the whole file."""
        return {name: self.cleaned_data.get(f"option-{name}", "") for name in self.names}
