"""The way in, the own account, and allauth's pages, mounted one by one: what is not listed does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.webauthn import views as passkey
from django.urls import include, path, re_path

from accounts import views
from accounts.views import brand, invitations, security

# Names are allauth's own: its code reverses them. account_signup answers "closed" (see accounts.adapter).
account_pages = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

# Second factors and sessions. The first two names are where allauth returns to.
security_pages = [
    path("", security.security, name="mfa_index"),
    path("passkeys/", security.security, name="mfa_list_webauthn"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("code/", factor.authenticate, name="mfa_authenticate"),
    path("app/", security.AddApp.as_view(), name="mfa_activate_totp"),
    path("app/remove/", deactivate_totp, name="mfa_deactivate_totp"),
    path("passkeys/login/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/add/", security.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/edit/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
]

own_pages = [
    path("account/security/codes/", security.recovery_codes, name="recovery_codes"),
    path("account/security/sessions/<int:pk>/end/", security.end_session, name="end_session"),
    path("account/security/sessions/end/", security.end_sessions, name="end_sessions"),
    path("", views.home, name="home"),
    path("organizations/", views.organizations, name="organizations"),
    path("profile/", views.profile, name="profile"),
    path("brand/<slug:slug>/<uuid:logo>.png", brand.logo, name="logo"),
    path("brand/<slug:color>.css", brand.style, name="brand"),
    path("profile/picture/", views.picture, name="picture"),
    path("profile/notifications/", views.notifications, name="notifications"),
    path("invitation/<str:token>/", invitations.accept, name="invitation"),
]

urlpatterns = [
    path("", include((own_pages, "accounts"))),
    path("account/", include(account_pages)),
    path("account/security/", include(security_pages)),
]
