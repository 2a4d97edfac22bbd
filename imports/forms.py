"""Parsing what somebody says of an import: the file, and which of its columns is which of ours. Never writes."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class FileForm(forms.Form):
    """The table, and where it comes from where the kind knows exports of other systems."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), at most 25 MB, headings in the first row."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    preset = forms.ChoiceField(label=gettext_lazy("Where it comes from"), required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(preset.key, preset.label) for preset in kind.presets]
        if choices:
            self.fields["preset"].choices = [("", _("Recognize it by its columns")), *choices]
        else:
            del self.fields["preset"]


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


class SortingForm(forms.Form):
    """What each value of a column stands for; fields are named by place, since values may hold anything."""

    def __init__(self, *args, kind, organization, sorting, **kwargs):
        """``sorting`` as of an ImportJob."""
        super().__init__(*args, **kwargs)
        self.places = []  # (column, value, [(name, field's name)])
        self.tables = []  # (label, questions, [(value, rows, [field's name])]) for the page
        for sort in kind.sorts:
            questions = sort.questions(organization)
            rows = sorted(sorting.get(sort.column, {}).items(), key=lambda one: (-one[1]["rows"], one[0]))
            shown = [(value, said["rows"], self._ask(sort.column, value, said, questions)) for value, said in rows]
            if shown:
                self.tables.append((sort.label, [label for _name, label, _choices in questions], shown))

    def _ask(self, column, value, said, questions):
        place, named = len(self.places), []
        for name, label, choices in questions:
            field = forms.ChoiceField(
                label=f"{value}: {label}", choices=choices, required=False, initial=said.get(name)
            )
            self.fields[f"value-{place}-{name}"] = field
            named.append((name, f"value-{place}-{name}"))
        self.places.append((column, value, named))
        return [field for _name, field in named]

    def shown(self):
        """``(label, labels of the questions, [(value, rows, [(label, bound field)])])`` per column."""
        return [
            (label, labels, [(value, count, self._bound(labels, names)) for value, count, names in rows])
            for label, labels, rows in self.tables
        ]

    def _bound(self, labels, names):
        return [(label, self[name]) for label, name in zip(labels, names, strict=True)]

    @property
    def sorting(self):
        """``{column: {value: {name: answer}}}`` as chosen."""
        found = {}
        for column, value, named in self.places:
            found.setdefault(column, {})[value] = {name: self.cleaned_data[field] for name, field in named}
        return found
