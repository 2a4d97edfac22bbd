"""What production demands of its environment (contract, section 2). Knows no Django."""

from urllib.parse import urlsplit

from msp_pm import env
from msp_pm.local_servers import NOWHERE

REQUIRED = (
    "SECRET_KEY",
    "DATABASE_URL",
    "DATABASE_PORTAL_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "SITE_URL",
    "ALLOWED_HOSTS",
)
SHORTEST_SECRET_KEY = 50


def problems(environ):
    """What keeps production from starting, one sentence per missing or unsafe value."""
    unset = ("", NOWHERE)  # the second is what manage.py puts in the place of no database
    return [f"{name} is not set" for name in REQUIRED if environ.get(name, "") in unset] + _unsafe(environ)


def _unsafe(environ):
    given = {name: environ.get(name, "") for name in (*REQUIRED, "CLOCK_OFFSET", "DEBUG")}
    checks = {
        "CLOCK_OFFSET is for development only": given["CLOCK_OFFSET"],
        f"SECRET_KEY is shorter than {SHORTEST_SECRET_KEY} characters": (
            0 < len(given["SECRET_KEY"]) < SHORTEST_SECRET_KEY
        ),
        "SITE_URL must start with https://": given["SITE_URL"] and not given["SITE_URL"].startswith("https://"),
        "DEBUG must be off": given["DEBUG"].lower() in env.TRUE,
        "ALLOWED_HOSTS must name the hosts, not *": "*" in given["ALLOWED_HOSTS"].split(","),
        "ALLOWED_HOSTS must hold the host of SITE_URL": _is_foreign(given["SITE_URL"], given["ALLOWED_HOSTS"]),
        "DATABASE_PORTAL_URL must use the portal's own role": (
            given["DATABASE_URL"] and _user(given["DATABASE_URL"]) == _user(given["DATABASE_PORTAL_URL"])
        ),
    }
    return [sentence for sentence, holds in checks.items() if holds]


def _is_foreign(site_url, allowed):
    """Whether the links in mails lead to a host that would not be answered to."""
    host, names = urlsplit(site_url).hostname or "", [name.strip() for name in allowed.split(",") if name.strip()]
    known = any(host == name or (name.startswith(".") and f".{host}".endswith(name)) for name in names)
    return bool(host and names) and not known


def _user(url):
    return urlsplit(url).username
