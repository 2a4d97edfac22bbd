"""`scripts/bench [--quick]`: data, limits and product in one run; one table and a JSON file."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

from msp_pm.local_servers import data_dir
from scripts._bench import table
from scripts._bench.ground import Ground
from scripts._bench.imports import MILLION, QUICK_ROWS, imports
from scripts._bench.mail import mails
from scripts._bench.search import PROJECTS, search
from scripts._bench.search import TASKS as TASKS_OF_SEARCH
from scripts._bench.table import Line
from scripts._bench.web import FULL, LARGE, QUICK, SMALL, TASKS, Size, Web
from scripts._dev.bootstrap import step
from scripts._dev.problem import exit_plainly
from scripts._dev.supervisor import Stopped

QUIET = 0.25


def main() -> int:
    """Measure and print. Exit code 0 when every budget is met, 1 when one is not."""
    options = _arguments()
    size, begin = (QUICK if options.quick else FULL), time.monotonic()
    ground = Ground()
    try:
        web = Web(ground, size)
        if options.imports:
            lines = measure_imports(ground, QUICK_ROWS if options.quick else MILLION)
        else:
            lines = measure_search(ground, web) if options.search else measure(ground, web, size)
    except Stopped:
        return 1
    finally:
        ground.stop()
    busy = statistics.median(web.busy) if web.busy else 0.0
    facts = {
        "busy_before": round(busy, 2),
        "quick": options.quick,
        "cores": os.cpu_count(),
        "client": "wrk" if shutil.which("wrk") else "python",
    }
    table.write(options.json, lines, facts)
    print(f"\n{table.as_text(lines)}\n\n{options.json} written after {time.monotonic() - begin:.0f} s.")
    if busy > QUIET:
        print(f"The machine was {busy:.0%} busy with other work: judge the ratios on a quiet one.")
    return 0 if all(line.met for line in lines) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="Measure MSP PM beside the limits of this machine."
    )
    parser.add_argument("--quick", action="store_true", help="less data, shorter rounds: a few minutes")
    parser.add_argument("--search", action="store_true", help="only the search, at 200,000 items")
    parser.add_argument("--imports", action="store_true", help="only the import of 1,000,000 tickets")
    parser.add_argument("--json", type=Path, default=data_dir() / "bench.json", help="where the figures go")
    return parser.parse_args()


def measure_imports(ground: Ground, rows: int) -> list[Line]:
    """A long table of tickets, in speed and memory."""
    with step("Starting servers"):
        ground.start_servers()
    return imports(ground, rows)


def measure(ground: Ground, web: Web, size: Size) -> list[Line]:
    """Everything in order: few rows of others first, then many, so that growth shows."""
    with step("Starting servers and the limits"):
        ground.start_servers()
        web.start_limits()
    with step(f"Writing two tenants of {size.small} and {size.projects} projects"):
        _seed(ground, 1, size.small, TASKS)
        _seed(ground, 1, size.projects, TASKS)
        ground.vacuum()
    web.start_product(SMALL, LARGE)
    with step("Measuring growth within the tenant"):
        small, large = web.lists(SMALL), web.lists(LARGE)
    with step(f"Writing {size.others} other tenants of {size.projects_of_others} projects"):
        _seed(ground, size.others, size.projects_of_others, size.tasks_of_others)
        ground.vacuum()
    with step("Measuring limits and pages"):
        crowded = web.lists(LARGE)
        lines = web.pages()
    with step("Measuring memory"):
        lines.append(web.memory())
    with step("Measuring mail"):
        lines += mails(ground, size.mails)
    return [
        *lines,
        Line("P3", "list with 10 × the projects, p50", large.p50_ms, "ms", small.p50_ms, 1.15),
        Line("P3", f"list beside {size.others} more tenants, p50", crowded.p50_ms, "ms", large.p50_ms, 1.15),
        Line("P3", "list with 10 × the projects, size", large.bytes, "bytes", small.bytes, 1.02),
    ]


def measure_search(ground: Ground, web: Web) -> list[Line]:
    """The search alone, in a tenant of 200,000 items."""
    with step("Starting servers"):
        ground.start_servers()
    with step(f"Writing a tenant of {PROJECTS} projects"):
        _seed(ground, 1, PROJECTS, TASKS_OF_SEARCH)
        ground.vacuum()
    web.start_product(SMALL)
    with step("Measuring the search"):
        return search(web, SMALL)


def _seed(ground: Ground, organizations: int, projects: int, tasks: int) -> None:
    sizes = ("--organizations", str(organizations), "--projects", str(projects), "--tasks", str(tasks))
    ground.manage("seed_bulk", *sizes)


if __name__ == "__main__":
    sys.exit(exit_plainly(main))
