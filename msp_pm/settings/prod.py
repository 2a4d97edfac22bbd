"""Production: refuses to start half-configured, one line per missing or unsafe value."""

import os

from django.core.exceptions import ImproperlyConfigured

from msp_pm import env
from msp_pm.settings.base import *  # noqa: F403

REQUIRED = ("SECRET_KEY", "DATABASE_URL", "DATABASE_PORTAL_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "ALLOWED_HOSTS")


def problems(environ):
    """What keeps production from starting, as sentences."""
    found = [f"{name} is not set" for name in REQUIRED if not environ.get(name)]
    if environ.get("CLOCK_OFFSET"):
        found.append("CLOCK_OFFSET is for development only")
    if len(environ.get("SECRET_KEY", "x" * 50)) < 50:
        found.append("SECRET_KEY is shorter than 50 characters")
    if environ.get("SITE_URL") and not environ["SITE_URL"].startswith("https://"):
        found.append("SITE_URL must start with https://")
    if environ.get("DEBUG", "").lower() in env.TRUE:
        found.append("DEBUG must be off")
    return found


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
