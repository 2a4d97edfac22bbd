"""The two commands as a person meets them: real processes from the first to the last."""

import ast
import json
import os
import signal
import subprocess
import sys
import urllib.request

import psycopg2
import pytest

from msp_pm.local_servers import PROJECT
from scripts._dev import processes
from scripts._dev.account import server_account
from scripts._dev.fingerprints import schema_fingerprint
from scripts._dev.postgres import Cluster
from tests.scripts.running import data_directory, read_until, start_run

pytestmark = pytest.mark.xdist_group("run")


@pytest.fixture(scope="module")
def used_dir():
    """The directory of the first start, for a second one."""
    with data_directory() as directory:
        yield directory


def state(data_dir):
    return json.loads((data_dir / "servers.json").read_text())


def test_everything_runs_survives_a_kill_and_leaves_nothing_behind(used_dir):
    run = start_run(used_dir)
    read_until(run, "Ctrl-C stops everything")
    before = state(used_dir)
    an_undone_migration_is_noticed(used_dir, before["environment"]["DATABASE_OWNER_URL"])
    os.kill(before["children"]["web"][0], signal.SIGKILL)
    read_until(run, "ended with code -9")
    with subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--check"],
        cwd=PROJECT,
        env={"DATA_DIR": str(used_dir), "PATH": os.environ["PATH"]},
    ) as check:
        assert check.wait() == 0
    answer_comes_back(before["environment"]["SITE_URL"])
    children = {**before["children"], **state(used_dir)["children"]}
    assert set(children) == {"postgres", "redis", "web", "worker", "beat", "mail"}
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=40)
    assert run.returncode == 0
    assert not [name for name, (pid, born) in children.items() if processes.is_alive(pid, born)]
    assert not (used_dir / "servers.json").exists()
    assert not (used_dir / "postgres" / "data" / "postmaster.pid").exists()


def an_undone_migration_is_noticed(used_dir, owner_url):
    prepared = (used_dir / "schema.fingerprint").read_text()
    assert schema_fingerprint(owner_url) == prepared
    connection = psycopg2.connect(owner_url)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("UPDATE django_migrations SET name = name || '_undone' WHERE id = 1")
    assert schema_fingerprint(owner_url) != prepared
    cursor.execute("UPDATE django_migrations SET name = replace(name, '_undone', '') WHERE id = 1")
    assert schema_fingerprint(owner_url) == prepared
    connection.close()


def answer_comes_back(address):
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            processes.wait_until_gone(os.getpid(), 0.1)
    raise AssertionError("the web process did not come back")


def test_a_later_start_waits_for_full_health_and_says_so(used_dir):
    run = start_run(used_dir, "--check")
    output, _ = run.communicate(timeout=120)
    assert run.returncode == 0, output
    assert '"status": "ok"' in output
    assert "Migrating" not in output, "nothing has changed since the first start"


def test_a_busy_port_ends_the_command_with_one_sentence_and_code_2(data_dir):
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "0"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        text=True,
    ) as other:
        port = other.stdout.readline().split("port ")[1].split()[0]
        run = start_run(data_dir, "--port", port)
        output, _ = run.communicate(timeout=30)
        other.kill()
    assert run.returncode == 2
    assert output == f"Port {port} (web pages) is busy: end what uses it or choose another with --port.\n"


def test_a_cluster_left_by_a_killed_postmaster_starts_again(data_dir):
    cluster = Cluster(data_dir / "pg", data_dir / "runtime", server_account(), fast=True)
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    options |= cluster.account.popen_arguments()
    cluster.prepare()
    with subprocess.Popen(cluster.command(), start_new_session=True, **options) as killed:
        cluster.wait_until_ready(killed)
        killed.kill()
        assert processes.wait_until_gone(killed.pid, 10)  # a zombie still: nobody has waited for it
        cluster.prepare()
        assert not (cluster.data / "postmaster.pid").exists()
        killed.wait()
    with subprocess.Popen(cluster.command(), start_new_session=True, **options) as second:
        cluster.wait_until_ready(second)
        second.send_signal(signal.SIGINT)


@pytest.mark.parametrize("name", ["run", "test"])
def test_an_old_python_is_told_what_is_needed(name):
    source = (PROJECT / "scripts" / name).read_text()
    ast.parse(source, feature_version=(3, 4))
    pretend = f"import sys; sys.version_info = (3, 9, 2); exec({source!r})"
    answer = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr.startswith("MSP PM needs Python 3.11 or newer; this is 3.9.")
    assert answer.stderr.count("\n") == 1
