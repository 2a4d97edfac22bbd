"""What this process measures about itself: requests by area, and bells that could not be rung.

With ``PROMETHEUS_MULTIPROC_DIR`` set (see ``msp_pm.gunicorn``) the web processes of a host write into one directory
and a scrape of any of them sees all. Labels are few and fixed: never an id, an address or a name that people choose.
"""

import logging
import os
import time

from prometheus_client import CollectorRegistry, Counter, Histogram, multiprocess
from prometheus_client.registry import REGISTRY

from core.logs import mask

access = logging.getLogger("msp_pm.access")
BUCKETS = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 10)
AREAS = {
    "o": "staff",
    "api": "api",
    "portal": "portal",
    "respond": "respond",
    "hooks": "hooks",
    "account": "account",
}
MACHINES = ("/healthz", "/readyz", "/metrics", "/static/")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

REQUEST_SECONDS = Histogram(
    "msp_request_seconds", "Duration of requests.", ["area", "method", "status"], buckets=BUCKETS
)
BELLS_NOT_RUNG = Counter("msp_bells_not_rung_total", "Messages the broker did not take; a sweeper looks anyway.")


def area_of(path):
    """Which door a path belongs to: one of AREAS or ``other``."""
    return AREAS.get(path.split("/", 2)[1] if path.startswith("/") else "", "other")


class MeasureMiddleware:
    """Times every request and writes one line about it (logger ``msp_pm.access``), tokens masked.

    Stands below RequestIdMiddleware, so that the line carries the request's id.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        begun = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith(MACHINES):
            self._note(request, response.status_code, time.perf_counter() - begun)
        return response

    def _note(self, request, status, seconds):
        method = request.method if request.method in METHODS else "OTHER"
        REQUEST_SECONDS.labels(area_of(request.path), method, f"{status // 100}xx").observe(seconds)
        member = getattr(request, "member", None)
        access.info(
            "%s %s %s",
            method,
            mask(request.path),
            status,
            extra={
                "method": method,
                "path": mask(request.path),
                "status": status,
                "milliseconds": round(seconds * 1000, 1),
                "organization": str(getattr(request, "organization_id", None) or "-"),
                "member": str(getattr(member, "pk", "-")),
            },
        )


def registry():
    """The registry that a scrape reads: all processes of this host, or this process alone."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    collected = CollectorRegistry()
    multiprocess.MultiProcessCollector(collected)
    return collected
