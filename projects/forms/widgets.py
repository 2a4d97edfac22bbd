"""The one widget of these forms that Django does not have as we need it."""

from django import forms


class DateInput(forms.DateInput):
    """The browser's own date picker, which takes and gives ISO dates."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")
