"""`scripts/test`: the environment, the default arguments, then pytest in place of this process."""

from __future__ import annotations

import os
import sys

from scripts._dev.bootstrap import hand_over, prepare_environment

SWITCH = "MSP_GATE"  # in the environment: tests with a full size run at it
CHOOSES_WORKERS = ("-n", "--numprocesses", "--pdb", "--collect-only", "--co", "-h", "--help", "--version")


def main() -> int:
    """Never returns normally: pytest takes over, and with it signals and the exit code."""
    prepare_environment("test")
    if "--gate" in sys.argv[1:]:
        os.environ[SWITCH] = "1"
    hand_over("pytest", pytest_arguments(sys.argv[1:]))


def pytest_arguments(given: list[str]) -> list[str]:
    """pytest's arguments: two workers unless the caller chose, `--gate` as the markers it stands for."""
    arguments = [argument for argument in given if argument != "--gate"]
    if not any(argument.startswith(CHOOSES_WORKERS) for argument in arguments):
        arguments = ["-n", "2", "--dist", "loadgroup", *arguments]
    selects = any(argument.startswith("-m") for argument in arguments)
    if "--gate" in given and not selects:
        arguments += ["-m", "gate or faults"]
    return arguments
