"""P1 to P7 and P10: pages and API of the product beside the same work done bare, both by gunicorn with two workers."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from msp_pm.local_servers import PROJECT
from scripts._bench.ground import LIMITS, Ground, finished, wait_for, worker_memory
from scripts._bench.load import Load, Target, best, check, run
from scripts._bench.table import Line
from scripts._dev.ports import LOOPBACK, free_port
from scripts._dev.problem import Problem


@dataclass(frozen=True)
class Size:
    """How long and how much. `seconds` of one round, `rounds` of each measurement."""

    projects: int
    small: int
    others: int
    projects_of_others: int
    tasks_of_others: int
    seconds: int
    rounds: int
    requests: int
    mails: int
    patience: int  # seconds to wait for a quiet machine before each measurement


FULL = Size(5000, 500, 200, 250, 5, seconds=5, rounds=3, requests=10_000, mails=10_000, patience=20)
QUICK = Size(1000, 100, 20, 50, 5, seconds=2, rounds=1, requests=600, mails=1_500, patience=2)
FEWEST, LONGEST = 40, 30  # requests that make a figure; seconds after which a round is long enough
TASKS = 20
SMALL, LARGE = "bulk-0001", "bulk-0002"


class Web:
    """Both servers, and the addresses of both tenants."""

    def __init__(self, ground: Ground, size: Size) -> None:
        self.ground, self.size = ground, size
        self.seen: dict[str, dict] = {}
        self.master = 0
        self.busy: list[float] = []  # share of the machine that others used just before each measurement

    def start_limits(self) -> None:
        """Limits: the bare views on one port, the reference page behind the usual middleware on another."""
        environment = self.ground.limits_environment | {"PYTHONDONTWRITEBYTECODE": "1"}
        cookie = finished([sys.executable, "seed.py"], environment, LIMITS)
        bare, full = free_port(), free_port()
        self.ground.serve("bare", "limitapp:application", bare, environment | {"BARE": "1"}, LIMITS)
        self.ground.serve("reference", "limitapp:application", full, environment, LIMITS)
        self.targets = {
            "bare": Target(f"http://{LOOPBACK}:{bare}/bare/"),
            "json": Target(f"http://{LOOPBACK}:{bare}/json/"),
            "reference": Target(f"http://{LOOPBACK}:{full}/session/", ("Cookie", cookie)),
        }

    def start_product(self, *slugs: str) -> None:
        """The product, without the owner's URL, as in production; addresses of the tenants ``slugs``."""
        environment = {k: v for k, v in self.ground.environment.items() if k != "DATABASE_OWNER_URL"}
        self.master = self.ground.serve(
            "product", "msp_pm.wsgi:application", self.ground.port, environment, PROJECT
        )
        for slug in slugs:
            self.seen[slug] = self.ground.inside("addresses", slug)

    def page(self, path: str, slug: str = LARGE) -> Target:
        """A staff page, signed in."""
        return Target(f"{self._site()}/o/{slug}/{path}", ("Cookie", self.seen[slug]["cookie"]))

    def api(self, path: str) -> Target:
        """An address of the API with its key."""
        return Target(f"{self._site()}/api/v1/{path}", ("Authorization", self.seen[LARGE]["bearer"]))

    def portal(self) -> Target:
        """The customer's status page."""
        return Target(self._site() + self.seen[LARGE]["portal"])

    def _site(self) -> str:
        return f"http://{LOOPBACK}:{self.ground.port}"

    def measure(self, target: Target, connections: int = 1) -> Load:
        """The middle round, after a warm-up. Raises Problem for an address that does not answer 200."""
        wait_for(target)
        status = check(target)
        if status != 200:
            raise Problem(f"{target.url} answered {status}.")
        self.busy.append(
            float(finished([sys.executable, "quiet.py", str(self.size.patience)], os.environ, LIMITS))
        )
        seconds = self.size.seconds
        while (
            warm := run(target, connections=connections, seconds=seconds)
        ).requests < FEWEST and seconds < LONGEST:
            seconds *= 2
        if not warm.requests:
            raise Problem(f"{target.url} answered nothing within {seconds} s.")
        return best(target, connections=connections, seconds=seconds, rounds=self.size.rounds)

    def beside(self, limit: str, target: Target, connections: int = 1) -> tuple[Load, float, float]:
        """The page, and p50 and throughput of a limit: the means of just before and just after it.

        A virtual machine is slowed for seconds at a time; taken minutes apart the two would not be comparable.
        """
        before = self.measure(self.targets[limit], connections)
        page = self.measure(target, connections)
        after = self.measure(self.targets[limit], connections)
        return page, (before.p50_ms + after.p50_ms) / 2, (before.rps + after.rps) / 2

    def pages(self) -> list[Line]:
        """P1, P2, P5, P6, P7 and the tails of P10."""
        lines = []
        for name, path in (("project list", "projects/"), ("twelve-responsibility matrix", "home/")):
            one, reference, _ = self.beside("reference", self.page(path))
            eight, _, throughput = self.beside("reference", self.page(path), 8)
            lines += [
                Line("P1", f"{name}, p50 at c=1", one.p50_ms, "ms", reference, 1.5),
                Line("P2", f"{name}, at c=8", eight.rps, "req/s", throughput, 0.6, at_least=True),
                Line("P10", f"{name}, p95 to p50 at c=1", one.p95_ms, "ms", one.p50_ms, 2),
                Line("P10", f"{name}, p95 to p50 at c=8", eight.p95_ms, "ms", eight.p50_ms, 1.6),
            ]
        path = f"projects/{self.seen[LARGE]['project']}/"
        project, project_limit, _ = self.beside("reference", self.page(path))
        portal, portal_limit, _ = self.beside("reference", self.portal())
        listed, json, _ = self.beside("json", self.api("projects/"))
        return [
            *lines,
            Line("P5", "project page, p50", project.p50_ms, "ms", project_limit, 2),
            Line("P6", "customer's status page, p50", portal.p50_ms, "ms", portal_limit, 0.7),
            Line("P6", "customer's status page, size", portal.bytes / 1000, "kB", 60, 1),
            Line("P7", "API list of 50, p50", listed.p50_ms, "ms", json, 4),
        ]

    def lists(self, slug: str) -> Load:
        """The project list of one tenant at c=1."""
        return self.measure(self.page("projects/", slug))

    def memory(self) -> Line:
        """P10: resident memory of both workers over many requests to the list."""
        target = self.page("projects/")
        run(target, connections=2, seconds=self.size.seconds * 2)
        before, asked = worker_memory(self.master), 0
        while asked < self.size.requests:
            asked += run(target, connections=2, seconds=20).requests
        after = worker_memory(self.master)
        return Line("P10", f"workers' memory after {asked} requests", after, "MB", before, 1.05)
