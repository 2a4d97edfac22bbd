"""Dockerfile and compose file without an engine: they parse, name what exists, and hide nothing that they need."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from msp_pm.production import problems
from scripts._dev.account import server_account
from scripts._dev.binaries import find_postgres, find_redis
from scripts._dev.bootstrap import PROJECT
from tests.core.test_production import GOOD

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {
    name: service for name, service in SERVICES.items() if str(service.get("image", "")).startswith("${MSP_IMAGE")
}
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
EXAMPLE = dict(
    line.split("=", 1)
    for line in (PROJECT / ".env.example").read_text().splitlines()
    if "=" in line and line[0] != "#"
)
KEYS = {
    "build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "init", "ports", "profiles",
    "read_only", "restart", "security_opt", "shm_size", "stop_grace_period", "tmpfs", "volumes",
}  # fmt: skip


def instructions(kind):
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.removeprefix(f"{kind} ") for line in joined.splitlines() if line.startswith(f"{kind} ")]


def test_the_services_of_the_product_are_there_and_say_nothing_compose_does_not_know():
    assert {"web", "worker", "beat", "migrate", "watch", "postgres", "redis", "proxy", "mail"} <= set(SERVICES)
    assert {key for service in SERVICES.values() for key in service} <= KEYS
    assert SERVICES["mail"]["profiles"] == ["dev"]


def test_web_and_worker_can_be_scaled():
    for name in ("web", "worker"):
        assert not {"ports", "container_name"} & set(SERVICES[name])


def test_every_service_that_stays_has_a_health_check_and_waits_for_healthy_ones():
    without = {name for name, service in SERVICES.items() if (service.get("healthcheck") or {}).get("disable")}
    assert without == {"migrate", "prepare", "watch"}
    assert all(
        "healthcheck" in SERVICES[name] for name in SERVICES.keys() - without - {"web"}
    )  # web: the image's own
    assert "HEALTHCHECK" in DOCKERFILE
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            assert (
                how["condition"] == "service_completed_successfully"
                or "healthcheck" in SERVICES[other]
                or other == "web"
            )


def test_volumes_and_mounted_files_exist():
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (PROJECT / source).is_file() if source.startswith("./") else source in COMPOSE["volumes"], (
                volume
            )


def test_only_migrations_see_the_owner_s_password():
    holders = {name for name, service in OURS.items() if "DATABASE_OWNER_URL" in service["environment"]}
    assert holders == {"migrate"}
    assert all("MSP_OWNER_PASSWORD" not in str(SERVICES[name]["environment"]) for name in OURS.keys() - holders)


def test_every_variable_of_the_compose_file_stands_in_the_example():
    used = set(re.findall(r"\$\{(\w+)", (PROJECT / "docker-compose.yml").read_text())) - {"MSP_IMAGE"}
    assert used == set(EXAMPLE)


def environment_of(service):
    """What compose would hand to the service, with the example filled in."""
    filled = {name: value or "filled" * 10 for name, value in EXAMPLE.items()}

    def put_in(text):
        return re.sub(r"\$\{(\w+)(?::?[-?][^}]*)?\}", lambda found: filled.get(found[1], ""), str(text))

    return {name: put_in(value) for name, value in service["environment"].items()}


@pytest.mark.parametrize("name", OURS)
def test_the_filled_example_is_a_whole_production_configuration(name):
    assert problems(environment_of(OURS[name])) == []


@pytest.mark.parametrize("name", OURS)
def test_the_command_of_every_service_of_ours_exists(name):
    program, *arguments = OURS[name]["command"]
    if program == "python":
        assert arguments[0] == "manage.py"
        assert arguments[1] in get_commands()
        command = [sys.executable, "manage.py", arguments[1], "--help"]
    else:
        command = (
            [str(Path(sys.executable).parent / program), *arguments[: arguments.index("--loglevel")]]
            if (program == "celery")
            else [str(Path(sys.executable).parent / program), "--check-config", *arguments]
        )
        command += ["--help"] if program == "celery" else []
    answer = subprocess.run(
        command, cwd=PROJECT, env=os.environ | {"BIND": ":0"}, capture_output=True, check=False
    )
    assert answer.returncode == 0, answer.stderr.decode()[-2000:]
    said = answer.stdout.decode()
    assert (
        all(option.split("=")[0] in said for option in arguments if option.startswith("--"))
        or program == "gunicorn"
    )


def test_postgres_and_redis_take_the_options_they_are_given(tmp_path):
    account = server_account()
    base = Path(os.environ["DATA_DIR"]).parent.parent / "runtime"
    programs, _ = find_postgres(account, base, wanted_major=None)
    known = account.run([programs / "postgres", "--describe-config"]).stdout
    for option in SERVICES["postgres"]["command"][1:]:
        assert f"{option.removeprefix('-c').split('=')[0]}\t" in known
    redis = subprocess.Popen(
        [str(find_redis(account, base)), *SERVICES["redis"]["command"][1:], "--port", "0", "--unixsocket", str(tmp_path / "r")],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert any("eady to accept connections" in line for line in redis.stdout)
    finally:
        redis.kill()
        redis.wait()


def test_the_image_is_small_unprivileged_and_takes_only_what_is_there():
    assert DOCKERFILE.count("\nFROM ") == 2
    assert "USER 10001:10001" in DOCKERFILE.split("FROM ")[2]
    for copy in instructions("COPY"):
        *sources, _ = shlex.split(copy)
        if not sources[0].startswith("--from"):
            assert all((PROJECT / source).exists() for source in sources)


def test_what_the_image_leaves_out_is_not_what_it_needs():
    left_out = set((PROJECT / ".dockerignore").read_text().split())
    apps = set(tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"])
    needed = apps | {"manage.py", "requirements.txt", "static", "templates", "locale"}
    assert not left_out & needed
    assert {".env", ".git", ".venv", "tests"} <= left_out


def test_static_files_are_collected_as_the_image_does_it(tmp_path):
    step = next(run for run in instructions("RUN") if "collectstatic" in run)
    words = shlex.split(step)
    given = dict(word.split("=", 1) for word in words if "=" in word) | {"STATIC_ROOT": str(tmp_path)}
    command = [sys.executable, *words[words.index("python") + 1 :]]
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    subprocess.run(command, cwd=PROJECT, env=kept | given, check=True, capture_output=True)
    assert (tmp_path / "staticfiles.json").exists()
    assert list(tmp_path.glob("css/*.css.gz"))


def test_production_passes_its_own_deployment_check():
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    good = GOOD | {
        "SECRET_KEY": "".join(chr(33 + n) for n in range(60)),
        "DJANGO_SETTINGS_MODULE": "msp_pm.settings.prod",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    answer = subprocess.run(command, cwd=PROJECT, env=kept | good, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
