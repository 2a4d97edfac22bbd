"""Tests: real servers, quick password hashing, plain static files (live servers know no hashed names)."""

import datetime as dt

from msp_pm.settings.base import *

SECRET_KEY = "tests-only-key-0123456789-0123456789-0123456789-0123456789"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
MAIL_UNKNOWN_WAIT = dt.timedelta(minutes=15)
RATE_LIMIT_FACTOR = 10_000  # generated requests come by the thousand; tests of the limits set it back
