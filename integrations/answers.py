"""What a sender hears. Problem documents are the API's; a refusal says no more than that."""

import json

from django.http import HttpResponse, JsonResponse

PROBLEM = "application/problem+json"


def _problem(status, title, detail, code=None):
    kind = f"urn:msp-pm:{code}" if code else "about:blank"
    body = {"type": kind, "title": title, "status": status, "detail": detail}
    return HttpResponse(json.dumps(body), status=status, content_type=PROBLEM)


def refused():
    """401, the same for a wrong signature, an old one, and a door that is not there."""
    return _problem(401, "Not signed in", "The signature was not accepted.")


def too_large():
    """413."""
    return _problem(413, "Too large", "The body is larger than 5 MB.", "too_large")


def conflict(error):
    """What a rule refused."""
    return _problem(error.status, "Conflict", str(error.message), error.code)


def answer_of(event):
    """The answer that is kept with the event."""
    return JsonResponse(event.answer, status=event.answer_status, json_dumps_params={"sort_keys": True})
