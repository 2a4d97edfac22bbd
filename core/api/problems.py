"""Errors as ``application/problem+json`` (RFC 9457)."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import DomainError

TITLES = {
    400: "Invalid input",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    412: "Precondition failed",
    413: "Too large",
    415: "Unsupported media type",
    422: "Unprocessable",
    429: "Too many requests",
}


def problem(status, detail, *, code=None, errors=(), headers=None, **extra):
    """A problem response. ``type`` is ``urn:msp-pm:<code>``, ``about:blank`` without one."""
    body = {
        "type": f"urn:msp-pm:{code}" if code else "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        **extra,
    }
    if errors:
        body["errors"] = list(errors)
    return Response(body, status=status, headers=headers, content_type="application/problem+json")


def exception_handler(exc, context):
    """DRF's hook: every error of a view becomes a problem document, and its transaction rolls back."""
    set_rollback()
    return next((answer(exc) for kind, answer in ANSWERS if isinstance(exc, kind)), None)


def _refused(exc):
    """Whatever else DRF refuses: not signed in, throttled, wrong method or format."""
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait))
    code = None if exc.status_code in (401, 404, 405) else exc.default_code
    return problem(exc.status_code, str(exc.detail), code=code, headers=headers)


def field_errors(detail, pointer=""):
    """DRF's nested error detail as a flat list of ``{pointer, code, detail}`` (JSON pointers)."""
    if isinstance(detail, dict):
        items = [
            (f"{pointer}/{key}" if key != "non_field_errors" else pointer, value) for key, value in detail.items()
        ]
    elif isinstance(detail, list) and any(isinstance(value, dict | list) for value in detail):
        items = [(f"{pointer}/{index}", value) for index, value in enumerate(detail) if value]
    else:
        found = detail if isinstance(detail, list) else [detail]
        return [
            {"pointer": pointer or "/", "code": getattr(e, "code", "invalid"), "detail": str(e)} for e in found
        ]
    return [error for where, value in items for error in field_errors(value, where)]


# The first kind that fits answers; the more special ones come first.
ANSWERS = (
    (DomainError, lambda exc: problem(exc.status, exc.message, code=exc.code, errors=exc.errors, **exc.extra)),
    ((Http404, exceptions.NotFound), lambda _exc: problem(404, "Not found.")),
    (RequestDataTooBig, lambda _exc: problem(413, "The body is larger than 2.5 MB.", code="too_large")),
    (PermissionDenied, lambda _exc: problem(403, "Not allowed.")),
    (
        exceptions.ValidationError,
        lambda exc: problem(400, "Some fields are wrong.", code="invalid", errors=field_errors(exc.detail)),
    ),
    (exceptions.APIException, _refused),
)


class ProblemRenderer(JSONRenderer):
    """JSON under the problem media type."""

    media_type = "application/problem+json"
