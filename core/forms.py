"""What every form on a tenant model needs."""

from django import forms


class TenantModelForm(forms.ModelForm):
    """A ModelForm whose unique checks include the organization (it is no form field, so Django skips them)."""

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"organization"}
