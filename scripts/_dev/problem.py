"""The one way a development command gives up: a sentence for a person, exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Callable


class Problem(Exception):
    """Something the person at the keyboard can put right. `str()` is one clear sentence."""


def exit_plainly(main: Callable[[], int]) -> None:
    """Run a command's `main` and leave with its code; a `Problem` becomes its sentence and code 2.

    Ctrl-C ends with code 130, as shells expect, and without a traceback.
    """
    try:
        sys.exit(main())
    except Problem as problem:
        print(f"{problem}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def explain_failure(what: str, output: str) -> str:
    """One sentence for a failed program: a full disk by name, otherwise its last line of output."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return f"{what}: the disk is full."
    lines = [line for line in output.strip().splitlines() if line.strip()]
    return f"{what}: {lines[-1].strip() if lines else 'it said nothing'}"
