import json
import os
import socket
import subprocess
import sys

import pytest

from msp_pm import local_servers
from scripts._dev import processes
from scripts._dev.account import server_account
from scripts._dev.ports import free_port, require_free
from scripts._dev.problem import Problem, explain_failure
from scripts._dev.state import end_abandoned, only_run, prepare_data_dir, record_run, require_enterable

URLS = {
    "DATABASE_URL": "postgresql://msp_app:x@127.0.0.1:5/msp_pm",
    "DATABASE_OWNER_URL": "postgresql://msp_owner:y@127.0.0.1:5/msp_pm",
}


def manage(command, environ):
    local_servers.configure(["manage.py", command], environ)
    return environ


def test_manage_finds_the_running_servers_and_takes_the_right_role(tmp_path):
    record_run(tmp_path, URLS, {})
    ordinary = manage("seed_demo", {"DATA_DIR": str(tmp_path)})
    assert ordinary["DATABASE_URL"] == URLS["DATABASE_URL"]
    assert "DATABASE_OWNER_URL" not in ordinary
    assert manage("migrate", {"DATA_DIR": str(tmp_path)})["DATABASE_URL"] == URLS["DATABASE_OWNER_URL"]


def test_manage_says_plainly_that_no_server_runs(tmp_path):
    with pytest.raises(local_servers.NoServers, match="scripts/run is not running"):
        manage("migrate", {"DATA_DIR": str(tmp_path)})


def test_makemigrations_needs_no_server(tmp_path):
    assert manage("makemigrations", {"DATA_DIR": str(tmp_path)})["DATABASE_URL"] == local_servers.NOWHERE


def test_a_state_file_left_by_a_dead_supervisor_is_not_believed(tmp_path):
    record_run(tmp_path, URLS, {})
    state = json.loads((tmp_path / local_servers.STATE_FILE).read_text())
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    state["supervisor"]["pid"] = ended.pid
    (tmp_path / local_servers.STATE_FILE).write_text(json.dumps(state))
    assert local_servers.running_environment(tmp_path) is None


def test_own_servers_go_before_the_embedded_ones(tmp_path):
    record_run(tmp_path, URLS, {})
    environ = manage("seed_demo", {"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://own/db"})
    assert environ["DATABASE_URL"] == "postgresql://own/db"


def test_the_environment_goes_before_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("# comment\nSITE_URL='https://a.example'\nexport DEBUG=true\n")
    environ = {"DEBUG": "false"}
    local_servers.read_env_file(environ, tmp_path / ".env")
    assert environ == {"DEBUG": "false", "SITE_URL": "https://a.example"}


def test_the_state_file_with_its_passwords_is_private(tmp_path):
    record_run(tmp_path, URLS, {})
    assert (tmp_path / local_servers.STATE_FILE).stat().st_mode & 0o077 == 0


def test_the_secret_key_is_made_once(tmp_path):
    first = local_servers.development_secret_key(tmp_path)
    assert len(first) >= 50
    assert local_servers.development_secret_key(tmp_path) == first


def test_a_second_run_is_refused_and_the_first_leaves_no_state_file(tmp_path):
    with only_run(tmp_path):
        record_run(tmp_path, {"SITE_URL": "http://127.0.0.1:8000"}, {})
        with pytest.raises(Problem, match=r"already running .* \(http://127.0.0.1:8000\)"), only_run(tmp_path):
            pass
    assert not (tmp_path / local_servers.STATE_FILE).exists()


def test_children_of_a_killed_supervisor_are_ended_at_the_next_start(tmp_path):
    orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    record_run(tmp_path, URLS, {"worker": orphan.pid})
    end_abandoned(tmp_path)
    assert not processes.is_alive(orphan.pid)
    orphan.wait()


def test_a_stranger_with_a_reused_pid_is_left_alone(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    record_run(tmp_path, URLS, {"worker": stranger.pid})
    path = tmp_path / local_servers.STATE_FILE
    path.write_text(path.read_text().replace(processes.birth(stranger.pid), "1"))
    end_abandoned(tmp_path)
    assert processes.is_alive(stranger.pid)
    stranger.kill()
    stranger.wait()


def test_a_busy_port_is_one_clear_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=rf"^Port {port} \(web pages\) is busy: choose another\.$"):
            require_free(port, "web pages", "choose another")
    require_free(free_port(), "web pages", "choose another")


def test_a_data_directory_that_cannot_be_made_is_one_clear_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match=r"cannot be used: Not a directory\. Set DATA_DIR\."):
        prepare_data_dir(tmp_path / "file" / "below")


def test_a_full_disk_is_called_by_its_name():
    output = "creating directory ...\ninitdb: error: could not write: No space left on device\n"
    assert explain_failure("It failed", output) == "It failed: the disk is full."
    assert explain_failure("It failed", "one\ntwo\n\n") == "It failed: two"


def test_an_unreadable_data_directory_is_one_clear_sentence(tmp_path):
    """Root reads everything, but then the servers run as an account that does not."""
    tmp_path.chmod(0o700 if os.geteuid() == 0 else 0o000)
    try:
        with pytest.raises(Problem, match=r"cannot be used: Permission denied|account cannot enter"):
            require_enterable(prepare_data_dir(tmp_path / "data"), server_account())
    finally:
        tmp_path.chmod(0o700)
