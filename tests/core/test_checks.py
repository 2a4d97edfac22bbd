"""The system check refuses a role that row-level security does not bind."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from core.checks import run_time_roles_are_safe, unsafe_role_reasons
from msp_pm.local_servers import PROJECT

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(databases=["default", "portal"])
def test_the_roles_of_this_suite_are_safe():
    assert unsafe_role_reasons("default") == []
    assert unsafe_role_reasons("portal") == []
    call_command("check", databases=["default", "portal"])


def check_as(url, environment):
    """``manage.py check`` in a process of its own that serves with the role of ``url``."""
    name = urlsplit(environment["DATABASE_URL"]).path
    environment |= {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=name))}
    environment.pop("DATABASE_ROLE", None)
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--database", "default"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
def test_serving_as_the_owner_of_the_tables_is_refused(process_environment):
    refused = check_as(os.environ["DATABASE_OWNER_URL"], process_environment)
    assert refused.returncode == 1
    assert "owns tables" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert check_as(os.environ["DATABASE_URL"], process_environment).returncode == 0


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (("r", True, False, False, False), "is a superuser"),
        (("r", False, True, False, False), "has BYPASSRLS"),
        (("r", False, False, True, False), "owns tables"),
        (("r", False, False, False, True), "inherits"),
    ],
)
def test_each_dangerous_power_is_named(monkeypatch, answer, sentence):
    row = ", ".join(f"'{part}'" if isinstance(part, str) else str(part).lower() for part in answer)
    monkeypatch.setattr("core.checks.UNSAFE", f"SELECT {row}")
    (reason,) = unsafe_role_reasons("default")
    assert sentence in reason


def test_the_check_command_fails_for_an_unsafe_role(monkeypatch):
    monkeypatch.delenv("DATABASE_ROLE", raising=False)
    monkeypatch.setattr("core.checks.UNSAFE", "SELECT 'root', true, false, false, false")
    with pytest.raises(SystemCheckError, match=r"core\.E001"):
        call_command("check", databases=["default"])


def test_commands_that_run_as_owner_on_purpose_are_not_judged(monkeypatch):
    monkeypatch.setattr("core.checks.UNSAFE", "SELECT 'root', true, false, false, false")
    monkeypatch.setenv("DATABASE_ROLE", "owner")
    assert run_time_roles_are_safe(databases=["default"]) == []
