"""Production refuses to start half-configured."""

import os
import subprocess
import sys

import pytest

from msp_pm.local_servers import NOWHERE, PROJECT
from msp_pm.production import problems

GOOD = {
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgresql://app@db.example/msp",
    "DATABASE_PORTAL_URL": "postgresql://portal@db.example/msp",
    "REDIS_URL": "redis://redis.example:6379/0",
    "EMAIL_URL": "smtp+tls://relay.example",
    "DEFAULT_FROM_EMAIL": "updates@pm.example",
    "SITE_URL": "https://pm.example",
    "ALLOWED_HOSTS": "pm.example",
}


def start(environment):
    """Load the production settings in a process of their own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=PROJECT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "msp_pm.settings.prod"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_whole_configuration_has_no_problem():
    assert problems(GOOD) == []


def test_what_manage_puts_in_the_place_of_no_database_counts_as_not_set():
    assert "DATABASE_URL is not set" in problems(GOOD | {"DATABASE_URL": NOWHERE})


@pytest.mark.parametrize("name", sorted(GOOD))
def test_every_missing_value_is_one_line(name):
    assert problems(GOOD | {name: ""}) == [f"{name} is not set"]


@pytest.mark.parametrize(
    ("unsafe", "sentence"),
    [
        ({"CLOCK_OFFSET": "P1D"}, "CLOCK_OFFSET is for development only"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 50 characters"),
        ({"SITE_URL": "http://pm.example"}, "SITE_URL must start with https://"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": "*,pm.example"}, "ALLOWED_HOSTS must name the hosts, not *"),
        ({"ALLOWED_HOSTS": "other.example"}, "ALLOWED_HOSTS must hold the host of SITE_URL"),
        ({"DATABASE_PORTAL_URL": GOOD["DATABASE_URL"]}, "DATABASE_PORTAL_URL must use the portal's own role"),
    ],
)
def test_every_unsafe_value_is_one_line(unsafe, sentence):
    assert problems(GOOD | unsafe) == [sentence]


def test_production_starts_when_whole_and_says_everything_that_is_wrong_when_not():
    assert start(GOOD).returncode == 0
    refused = start({"DEBUG": "yes"})
    assert refused.returncode != 0
    for line in ("- SECRET_KEY is not set", "- SITE_URL is not set", "- DEBUG must be off"):
        assert line in refused.stderr
