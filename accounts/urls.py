"""The way in, the own account, and allauth's pages, mounted one by one: what is not listed does not exist."""

from allauth.account import views as account
from django.urls import include, path, re_path

from accounts import views
from accounts.views import brand

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

own_pages = [
    path("", views.home, name="home"),
    path("organizations/", views.organizations, name="organizations"),
    path("profile/", views.profile, name="profile"),
    path("brand/<slug:slug>/<uuid:logo>.png", brand.logo, name="logo"),
    path("brand/<slug:color>.css", brand.style, name="brand"),
]

urlpatterns = [
    path("", include((own_pages, "accounts"))),
    path("account/", include(account_pages)),
]
