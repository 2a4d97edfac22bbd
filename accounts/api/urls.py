"""API routes of people."""

from django.urls import path

from accounts.actions.invitations import revoke_invitation
from accounts.api import keys, me, settings
from accounts.api import people_changes as views
from accounts.api.members import MemberList

urlpatterns = [
    path("members/", MemberList.as_view(), name="api_members"),
    path("members/invitations/", views.InvitationsView.as_view(), name="api_invitations"),
    path("members/invitations/<uuid:pk>/resend/", views.InvitationAct.as_view(), name="api_invitation_resend"),
    path(
        "members/invitations/<uuid:pk>/revoke/",
        views.InvitationAct.as_view(act=staticmethod(revoke_invitation)),
        name="api_invitation_revoke",
    ),
    path("members/<uuid:pk>/", views.MemberView.as_view(), name="api_member"),
    path("members/<uuid:pk>/cost-rates/", views.MemberRates.as_view(), name="api_member_rates"),
    path("members/<uuid:pk>/deactivate/", views.MemberState.as_view(), name="api_member_deactivate"),
    path("members/<uuid:pk>/reactivate/", views.MemberState.as_view(active=True), name="api_member_reactivate"),
    path("settings/", settings.SettingsView.as_view(), name="api_settings"),
    path("settings/logo/", settings.LogoView.as_view(), name="api_logo"),
    path("me/", me.MyProfile.as_view(), name="api_me"),
    path("me/picture/", me.MyPicture.as_view(), name="api_me_picture"),
    path("me/notifications/", me.MyNotifications.as_view(), name="api_me_notifications"),
    path("api-keys/", keys.KeysView.as_view(), name="api_keys"),
    path("api-keys/<uuid:pk>/revoke/", keys.KeyRevoke.as_view(), name="api_key_revoke"),
    path("holidays/", settings.HolidaysView.as_view(), name="api_holidays"),
    path("holidays/place/", settings.HolidayPlaceView.as_view(), name="api_holiday_place"),
    path("holidays/<uuid:pk>/", settings.HolidayView.as_view(), name="api_holiday"),
]
