"""What runs together in development: the servers, and the processes of the product on top of them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from msp_pm.env import clock_offset
from msp_pm.local_servers import PROJECT, development_secret_key
from scripts._dev.account import server_account
from scripts._dev.postgres import Cluster
from scripts._dev.problem import Problem
from scripts._dev.redis_server import RedisServer
from scripts._dev.state import require_enterable
from scripts._dev.supervisor import Program, Supervisor

DATABASE_URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PORTAL_URL")


def start_servers(supervisor: Supervisor, directory: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Start what the environment does not name by URL; the answer is the URLs to use."""
    urls: dict[str, str] = {}
    if "DATABASE_URL" in environ:
        urls |= _own_database(environ)
    else:
        urls |= _start_postgres(supervisor, directory)
    if "REDIS_URL" in environ:
        urls["REDIS_URL"] = environ["REDIS_URL"]
    else:
        urls["REDIS_URL"] = _start_redis(supervisor, directory)
    return urls


def _own_database(environ: Mapping[str, str]) -> dict[str, str]:
    missing = [name for name in DATABASE_URLS if not environ.get(name)]
    if missing:
        raise Problem(f"DATABASE_URL is set, so {' and '.join(missing)} must be set too.")
    return {name: environ[name] for name in DATABASE_URLS}


def _start_postgres(supervisor: Supervisor, directory: Path) -> dict[str, str]:
    account = server_account()
    require_enterable(directory, account)
    cluster = Cluster(directory / "postgres", directory / "runtime", account)
    cluster.prepare()
    options = account.popen_arguments()
    environment = options.pop("env")
    server = supervisor.start(
        Program(
            "postgres",
            cluster.command(),
            environment,
            log=cluster.log,
            stop_with=signal.SIGINT,  # "fast": ends sessions, then writes a clean checkpoint
            options=options,
        )
    )
    cluster.wait_until_ready(server)
    cluster.create_roles_and_database()
    roles = dict(zip(DATABASE_URLS, ("app", "owner", "portal"), strict=True))
    return {name: cluster.url(role) for name, role in roles.items()}


def _start_redis(supervisor: Supervisor, directory: Path) -> str:
    account = server_account()
    server = RedisServer(directory / "runtime", account)
    options = account.popen_arguments()
    environment = options.pop("env")
    log = directory / "redis.log"
    process = supervisor.start(
        Program("redis", server.command(), environment, server.configuration(), log=log, options=options)
    )
    server.wait_until_ready(process)
    return server.url()


def shared_environment(
    urls: Mapping[str, str], directory: Path, port: int, mail_port: int, environ: Mapping[str, str]
) -> dict[str, str]:
    """The environment of every process of the product, the owner's URL included."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "msp_pm.settings.dev",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "PGGSSENCMODE": "disable",  # GSS and fork do not get on on macOS
        "SECRET_KEY": environ.get("SECRET_KEY") or development_secret_key(directory),
    }
    always = {"DATA_DIR": str(directory), "PYTHONUNBUFFERED": "1"}
    if "CLOCK_OFFSET" in environ:
        always["CLOCK_OFFSET"] = same_offset_for_all(environ["CLOCK_OFFSET"], datetime.now(UTC))
    return {**defaults, **environ, **urls, **always}


def same_offset_for_all(value: str, now: datetime) -> str:
    """CLOCK_OFFSET as a duration: an instant would start anew in every process that starts later."""
    try:
        seconds = round(clock_offset(value, now).total_seconds())
    except ValueError as error:
        raise Problem(f"CLOCK_OFFSET is neither an ISO 8601 duration nor an instant: {error}") from error
    return f"{'-' if seconds < 0 else ''}PT{abs(seconds)}S"


def product_programs(environment: Mapping[str, str], port: int) -> list[Program]:
    """Web, worker and beat. None of them may own the schema, so the owner's URL is taken away."""
    run_time = {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}
    # Celery's warning against root is meant for production; in development root is allowed.
    worker = {**run_time, "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    options = {"cwd": PROJECT}
    return [
        Program("web", _web(port, run_time), run_time, options=options),
        Program("worker", _worker(run_time), worker, options=options),
        Program("beat", _celery("beat", "--loglevel", "warning"), run_time, options=options),
    ]


def _web(port: int, environment: Mapping[str, str]) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "msp_pm.wsgi:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"]
    command += ["--workers", environment.get("WEB_CONCURRENCY", "2"), "--log-level", "warning"]
    return [*command, "--no-control-socket"]


def _worker(environment: Mapping[str, str]) -> list[str]:
    concurrency = environment.get("WORKER_CONCURRENCY", "2")
    # psycopg2 crashes in forked children on macOS.
    pool = ("--pool", "threads") if sys.platform == "darwin" else ()
    quiet_start = ("--without-gossip", "--without-mingle", "--loglevel", "warning")
    return _celery("worker", "--concurrency", concurrency, *quiet_start, *pool)


def _celery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "msp_pm", "--quiet", *arguments]


def mail_catcher(directory: Path, mail_port: int, page_port: int) -> Program:
    """The development mail catcher: takes every mail, shows it on a page."""
    command = [sys.executable, "-m", "scripts._dev.catcher", "--directory", str(directory / "mail")]
    command += ["--mail-port", str(mail_port), "--page-port", str(page_port)]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONUNBUFFERED": "1"}
    return Program("mail", command, environment, options={"cwd": PROJECT})


def manage(name: str, arguments: list[str], environment: Mapping[str, str]) -> Program:
    """One `manage.py` command under the environment given."""
    command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
    return Program(name, command, environment, options={"cwd": PROJECT})
