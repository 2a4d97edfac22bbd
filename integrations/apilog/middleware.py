"""Notes every request of an organization's key, behind the transaction of the request."""

import time

from core import clock
from core.identifiers import uuid7
from integrations.apilog import waiting
from integrations.apilog.masking import kept_path, kept_text

AREA = "/api/v1/"
LARGEST = 64 * 1024  # bytes of a body that may be kept
WITH_BODY = {"POST", "PUT", "PATCH", "DELETE"}


class ApiLogMiddleware:
    """Stands round OrganizationMiddleware: what no organization is known for (a wrong key) is in nobody's log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(AREA):
            return self.get_response(request)
        begun = time.perf_counter()
        body = _body(request)
        response = self.get_response(request)
        if getattr(request, "organization_id", None) is not None:
            waiting.put(request.organization_id, _entry(request, response, body, time.perf_counter() - begun))
        return response


def _entry(request, response, body, seconds):
    refused = response.status_code >= 400
    key = getattr(request, "api_key_id", None)
    return {
        "id": str(uuid7()),
        "at": clock.now().isoformat(),
        "method": request.method[:8],
        "path": kept_path(request.get_full_path()),
        "status": response.status_code,
        "milliseconds": round(seconds * 1000),
        "request_id": request.id,
        "key_id": str(key) if key else None,
        "body": kept_text(body) if refused else "",
        "answer": kept_text(response.content) if refused and not response.streaming else "",
    }


def _body(request):
    """The body of a change in JSON, read before the transaction begins; empty for anything else."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_kept = request.method in WITH_BODY and "json" in request.content_type
    if not is_kept or not length.isdecimal() or int(length) > LARGEST:
        return b""
    return request.body
