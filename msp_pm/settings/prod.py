"""Production: refuses to start half-configured, one line per missing or unsafe value."""

import os

from django.core.exceptions import ImproperlyConfigured

from msp_pm import env
from msp_pm.production import problems
from msp_pm.settings.base import *

if _found := problems(os.environ):
    raise ImproperlyConfigured("production is not configured:\n" + "\n".join(f"- {line}" for line in _found))

SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
