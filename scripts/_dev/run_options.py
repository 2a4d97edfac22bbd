"""The options of `scripts/run`. Standard library only: they are read before anything is installed."""

from __future__ import annotations

import argparse


def run_options() -> argparse.Namespace:
    """What the person typed; `--help` and a wrong option end the process with their text."""
    parser = argparse.ArgumentParser(prog="scripts/run", description="Run MSP PM on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="port of the web pages (8000)")
    parser.add_argument("--no-demo", action="store_true", help="do not create the demo organizations")
    parser.add_argument("--check", action="store_true", help="start, wait for full health, stop")
    parser.add_argument("--mail-port", type=int, default=1025, help="SMTP port of the mail catcher (1025)")
    parser.add_argument("--mail-page-port", type=int, default=8025, help="port of its page (8025)")
    return parser.parse_args()
