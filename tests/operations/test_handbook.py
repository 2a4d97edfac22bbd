"""``docs/operations.md``: every command in it exists, every alarm has its line."""

import re

from django.core.management import get_commands, load_command_class

from operations import rules
from tests.operations.test_containers import DOCKERFILE, OURS, PROJECT, SERVICES

TEXT = (PROJECT / "docs/operations.md").read_text()


def test_every_command_of_manage_py_exists_with_its_options():
    for line in TEXT.splitlines():
        for name, rest in re.findall(r"manage\.py (\w+)([^`#|]*)", line):
            command = load_command_class(get_commands()[name], name)
            known = command.create_parser("manage.py", name).format_help()
            assert all(option in known for option in re.findall(r"--[\w-]+", rest)), line


def test_every_script_and_file_exists_with_its_options():
    for path in re.findall(r"(?:scripts|deploy|tests|docs)/[\w./-]+\w", TEXT):
        assert (PROJECT / path).exists(), path
    for name, options in re.findall(r"/msp/(\w+)((?: --[\w-]+)*)", TEXT):
        script = (PROJECT / "scripts" / name).read_text()
        assert all(option in script for option in options.split())


def test_every_service_of_a_compose_command_exists():
    for verb, rest in re.findall(
        r"docker compose (?:--profile \w+ )?(exec|run|stop|restart|logs|ps|up)([^`#|\n]*)", TEXT
    ):
        words = rest.split()
        named = {word.split("=")[0] for word in re.findall(r"--scale (\S+)", rest)}
        plain = [word for word in words if re.fullmatch(r"[a-z]+", word)]
        named |= set(
            plain if verb in ("stop", "restart", "logs", "ps") else [w for w in plain if w in SERVICES][:1]
        )
        assert named <= set(SERVICES), rest
        assert verb not in ("exec", "run") or named & set(SERVICES), rest


def test_every_alarm_has_its_line_in_the_runbook():
    source = (PROJECT / "operations/rules.py").read_text()
    codes = set(re.findall(r'Alarm\(\s*"(\w+)"', source)) | {code for code, _ in rules.PARTS.values()}
    assert len(codes) > 8
    assert codes == set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)) & codes


def test_every_variable_of_the_handbook_is_read_somewhere():
    sources = "".join(path.read_text() for path in [*PROJECT.glob("msp_pm/**/*.py"), *PROJECT.glob("core/*.py")])
    table = TEXT.split("| variable | meaning |")[1].split("\n\n")[0]
    for name in re.findall(r"`([A-Z_]{5,})`", table):
        assert name in sources + DOCKERFILE, name
    assert OURS


def test_every_variable_of_the_handbook_reaches_the_containers():
    """Set in ``.env`` it has an effect: the compose file hands it on, and the example names it."""
    compose, example = ((PROJECT / name).read_text() for name in ("docker-compose.yml", ".env.example"))
    table = TEXT.split("| variable | meaning |")[1].split("\n\n")[0]
    # Set by the compose file itself, from passwords or because its own services fix them.
    fixed = {"DATABASE_URL", "DATABASE_PORTAL_URL", "DATABASE_OWNER_URL", "REDIS_URL", "FORWARDED_ALLOW_IPS"}
    fixed |= {"BACKUP_DIR", "WORKER_ALIVE_FILE", "STATIC_ROOT", "DATA_DIR"}
    for name in set(re.findall(r"`([A-Z_]{5,})`", table)) - fixed:
        assert f"${{{name}:" in compose, name
        assert re.search(rf"^{name}=", example, re.MULTILINE), name
