from scripts._dev.test_command import pytest_arguments


def test_two_workers_unless_the_caller_chooses():
    assert pytest_arguments(["tests/core"]) == ["-n", "2", "--dist", "loadgroup", "tests/core"]
    assert pytest_arguments(["-n0", "tests/core"]) == ["-n0", "tests/core"]


def test_gate_selects_the_tests_that_have_a_full_size():
    assert pytest_arguments(["--gate", "-n0"]) == ["-n0", "-m", "gate or faults"]
