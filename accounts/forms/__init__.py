"""Parsing what people type about themselves and their organization."""

from accounts.forms.profile import OtherPasswordForm, ProfileForm, SetPasswordForm

__all__ = ["OtherPasswordForm", "ProfileForm", "SetPasswordForm"]
