import io
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from scripts._dev import processes
from scripts._dev.readiness import wait_until
from scripts._dev.supervisor import Program, Stopped, Supervisor

SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
PARENT = (
    "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print(child.pid, flush=True); time.sleep(600)"
)
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);print('up', flush=True); time.sleep(600)"
)


@pytest.fixture
def supervisor():
    running = Supervisor(io.StringIO())
    yield running
    running.stop()


def program(code, name="child", **facts):
    return Program(name, [sys.executable, "-c", code], os.environ, **facts)


def lines(supervisor):
    return supervisor._output.getvalue()


def wait_for_line(supervisor, text):
    assert wait_until(lambda: text in lines(supervisor), Supervisor(io.StringIO()), patience=10)


def test_a_killed_child_is_started_again(supervisor):
    first = supervisor.start(program(SLEEPER))
    wait_for_line(supervisor, "up")
    os.kill(first.pid, signal.SIGKILL)
    tending = threading.Thread(target=supervisor.tend)
    tending.start()
    wait_for_line(supervisor, "ended with code -9")
    assert wait_until(lambda: supervisor.pids()["child"] != first.pid, Supervisor(io.StringIO()), patience=10)
    assert processes.is_alive(supervisor.pids()["child"])
    supervisor.stopping.set()
    tending.join()


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(supervisor):
    supervisor.start(program("raise SystemExit(3)"))
    assert wait_until(
        lambda: supervisor.revive() and "starts again in 1 s" in lines(supervisor),
        Supervisor(io.StringIO()),
        patience=10,
    )
    assert "ended with code 3, starts again in 0.5 s" in lines(supervisor)


def test_stopping_leaves_no_process_not_even_grandchildren(supervisor):
    parent = supervisor.start(program(PARENT))
    assert wait_until(lambda: "|" in lines(supervisor), Supervisor(io.StringIO()), patience=10)
    grandchild = int(lines(supervisor).split("|")[1])
    assert processes.is_alive(grandchild)
    supervisor.stop()
    assert not processes.is_alive(parent.pid)
    assert processes.wait_until_gone(grandchild, 5)


def test_a_child_that_ignores_the_request_is_killed(supervisor):
    stubborn = supervisor.start(program(STUBBORN, patience=0.3))
    wait_for_line(supervisor, "up")
    begin = time.monotonic()
    supervisor.stop()
    assert not processes.is_alive(stubborn.pid)
    assert time.monotonic() - begin < 5


def test_children_stop_in_reverse_order(supervisor, tmp_path):
    note = (
        "import signal, sys, time\n"
        "def leave(*_):\n"
        "    open({path!r}, 'a').write({name!r}); sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave); print('up', flush=True); time.sleep(600)"
    )
    path = str(tmp_path / "order")
    for name in ("a", "b", "c"):
        supervisor.start(program(note.format(path=path, name=name), name=name))
        wait_for_line(supervisor, f"{name} | up")
    supervisor.stop()
    assert (tmp_path / "order").read_text() == "cba"


def test_every_line_carries_the_name_of_its_child(supervisor):
    assert supervisor.run_to_end(program("print('one'); print('two')", name="web")) == 0
    assert lines(supervisor).splitlines() == ["    web | one", "    web | two"]


def test_a_request_to_stop_ends_a_step_under_way(supervisor):
    supervisor.stopping.set()
    with pytest.raises(Stopped):
        supervisor.run_to_end(program(SLEEPER))


def test_standard_input_is_given_to_the_child(supervisor):
    supervisor.run_to_end(program("import sys; print(sys.stdin.read())", given=b"secret"))
    assert "| secret" in lines(supervisor)


def test_a_zombie_counts_as_dead():
    child = subprocess.Popen([sys.executable, "-c", ""])
    assert wait_until(
        lambda: processes.birth(child.pid) is None, Supervisor(io.StringIO()), patience=10
    )  # not reaped yet: only now does wait() run
    assert child.wait() == 0


def test_a_pid_used_again_is_not_the_same_process():
    own = os.getpid()
    assert processes.is_alive(own, processes.birth(own))
    assert not processes.is_alive(own, "another birth")
