"""What forms share: unique checks that know the organization, and an action's refusal shown on its form."""

from django import forms


class TenantModelForm(forms.ModelForm):
    """A ModelForm whose unique checks include the organization (it is no form field, so Django skips them)."""

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"organization"}


def add_refusal(form, error):
    """Put a ``core.errors.DomainError`` on the form: each field error where it belongs, the rest on top."""
    for problem in error.errors:
        name = problem["pointer"].strip("/").split("/")[0]
        form.add_error(name if name in form.fields else None, str(problem["detail"]))
    if not error.errors:
        form.add_error(None, error.message)
