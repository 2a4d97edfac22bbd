"""P8 and P9: emptying an outbox against a sink, beside rendering and sending the same mail with nothing in between."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from scripts._bench.ground import LIMITS, Ground, finished
from scripts._bench.table import Line
from scripts._bench.web import LARGE
from scripts._dev.supervisor import Program

BATCH_PER_TASK = 50
SAMPLE = "import json, render; print(json.dumps(render.mail()))"


def mails(ground: Ground, count: int) -> list[Line]:
    """The lines of P8 and P9, or none (with a word why) where the sink cannot be built."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        print("  P8 and P9 were not measured: there is no C compiler for the mail sink.", flush=True)
        return []
    _start_sink(ground, compiler)
    sample = ground.home / "sample.json"
    sample.write_text(finished([sys.executable, "-c", SAMPLE], ground.limits_environment, LIMITS))
    limit = _limit(ground, count)
    one = _deliver(ground, count, sample, processes=1)
    two = _deliver(ground, count, sample, processes=2)
    return [
        Line("P8", "mails by one process", one["per_s"], "per s", limit, 0.6, at_least=True),
        Line("P8", "mails by two processes", two["per_s"], "per s", limit, 1.1, at_least=True),
        Line("P8", "messages per connection", count / one["batches"], "", 50, 1, at_least=True),
        Line("P8", "statements per mail", one["statements"] / count, "", 1.3, 1),
        Line("P9", "tasks per 50 mails", one["batches"] * BATCH_PER_TASK / count, "", 1, 1),
        Line("P9", "bookkeeping, share of the run", one["bookkeeping"] * 100, "%", 15, 1),
        Line("P10", f"memory grown over {count} mails", one["grown_mb"], "MB", 10, 1),
    ]


def _start_sink(ground: Ground, compiler: str) -> None:
    program = ground.home / "sink"
    subprocess.run([compiler, "-O2", "-pthread", str(LIMITS / "sink.c"), "-o", str(program)], check=True)
    ground.supervisor.start(Program("sink", [str(program), str(ground.mail_port)], ground.limits_environment))


def _limit(ground: Ground, count: int) -> float:
    """Mails a second: render, build and send over one connection, one process (the middle line of smtp.py)."""
    command = [sys.executable, "smtp.py", str(ground.mail_port), "sink", str(min(count, 3000))]
    answer = subprocess.run(
        command, cwd=LIMITS, env=ground.limits_environment, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    return next(line["per_s"] for line in lines if line["what"] == "smtp_one_connection_render_and_build")


def _deliver(ground: Ground, count: int, sample: Path, *, processes: int) -> dict:
    ground.inside("fill", LARGE, str(count), str(sample))
    ground.vacuum()
    running = [ground.begin_inside("empty", LARGE) for _ in range(processes)]
    seen = [json.loads(process.communicate()[0].strip().splitlines()[-1]) for process in running]
    took = max(one["end"] for one in seen) - min(one["begin"] for one in seen)
    total = {name: sum(one[name] for one in seen) for name in ("accepted", "batches", "statements")}
    return {**seen[0], **total, "per_s": total["accepted"] / took}
