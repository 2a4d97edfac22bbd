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
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from within, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# gunicorn believes X-Forwarded-Proto from FORWARDED_ALLOW_IPS only; what it believes reaches request.scheme.
# core.proxies does the same with X-Forwarded-For, so that everybody else reads REMOTE_ADDR.
TRUSTED_PROXY_COUNT = int(env.text("TRUSTED_PROXY_COUNT", "1"))
SILENCED_SYSTEM_CHECKS = [
    "drf_spectacular.W001",  # names in the API description; its own tests judge them
    "security.W021",  # preloading HSTS binds the whole domain; that is its owner's decision
]

LOGGING["handlers"]["console"]["formatter"] = "json"
for _logger in ("celery", "mailing.delivery", "msp_pm.access"):
    LOGGING["loggers"][_logger] = {"level": "INFO"}
LOGGING["loggers"]["celery.worker.strategy"] = {"level": "WARNING"}
LOGGING["loggers"]["django.server"] = {"handlers": [], "level": "ERROR"}

if SENTRY_DSN := env.text("SENTRY_DSN"):
    from msp_pm import sentry

    sentry.start(SENTRY_DSN, release=env.text("RELEASE"))
