"""Absolute links about a person's account, for mails and the terminal."""

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse


def password_link(user) -> str:
    """A link to choose a password and be signed in: once, within PASSWORD_RESET_TIMEOUT.

    Opening it (a mail scanner's GET) uses nothing up; choosing a password does.
    """
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return password_link_for_key(f"{user_pk_to_url_str(user)}-{token}")


def password_link_for_key(key) -> str:
    """The same from allauth's ``<user>-<token>``; from SITE_URL, so that no Host header can bend it."""
    user, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token})
    return f"{settings.SITE_URL}{path}"
