"""Parsing what people type about themselves and their organization."""

from accounts.forms.members import AbsenceForm, InviteForm, JoinForm, MemberForm, RateForm
from accounts.forms.preferences import NotificationForm, PictureForm, ProfileForm
from accounts.forms.profile import OtherPasswordForm, SetPasswordForm

__all__ = [
    "AbsenceForm",
    "InviteForm",
    "JoinForm",
    "MemberForm",
    "NotificationForm",
    "OtherPasswordForm",
    "PictureForm",
    "ProfileForm",
    "RateForm",
    "SetPasswordForm",
]
