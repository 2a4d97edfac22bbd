"""One resolver and one transaction per request, and the translation of domain errors for pages."""

import datetime as dt
import logging
import re
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

from core.errors import DomainError
from core.formats import USUAL, Manner, read_as
from core.limits import Limit, too_many
from core.tenancy import organization_scope

logger = logging.getLogger("msp_pm.request")
request_id: ContextVar[str] = ContextVar("request_id", default="-")


@dataclass(frozen=True)
class Resolution:
    """What a resolver found: the organization, how to reach it, and what to do once inside.

    ``enter`` runs in the scope before the view; it may set attributes on the request, raise
    Http404, or return a response that ends the request. ``time_zone`` (a tzinfo) is the one in
    which times are shown meanwhile, ``manner`` how days and numbers are written on pages that are read. ``limit`` is how its opener stands: above it, 429.
    """

    organization_id: UUID
    using: str = "default"
    read_only: bool = False
    attributes: dict = field(default_factory=dict)
    enter: Callable | None = None
    time_zone: dt.tzinfo | None = None
    manner: Manner = USUAL
    limit: Limit | None = None


class RequestIdMiddleware:
    """Names every request; the name goes into logs, audit rows and the answer's X-Request-ID."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if re.fullmatch(r"[\w.-]{8,64}", given) else uuid4().hex
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = request.id
        return response


class NoStoreMiddleware:
    """No browser and no proxy keeps what a view answered, unless the view itself says how long it may."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class OrganizationMiddleware:
    """Finds the organization by the path's first step and opens its scope round the whole view.

    Resolvers are listed in ``settings.ORGANIZATION_RESOLVERS`` (path prefix -> dotted name). A
    resolver gets the request and returns a Resolution, a response, or None for a path that needs
    no organization; Http404 is answered by the usual page. An answer of 500 or above rolls back.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.resolvers = [(p, import_string(name)) for p, name in settings.ORGANIZATION_RESOLVERS.items()]

    def __call__(self, request):
        resolver = next((r for prefix, r in self.resolvers if request.path.startswith(prefix)), None)
        if resolver is None:
            return self.get_response(request)
        try:
            resolution = resolver(request)
        except Http404:
            return not_found(request)
        if resolution is None:
            return self.get_response(request)
        if isinstance(resolution, HttpResponse):
            return resolution
        return (
            self._inside(request, resolution) if resolution.limit is None else self._limited(request, resolution)
        )

    def _limited(self, request, resolution):
        if not resolution.limit.allowed:
            _attach(request, resolution)
            return too_many(request, resolution.limit)
        response = self._inside(request, resolution)
        for name, value in resolution.limit.headers.items():
            response.headers[name] = value
        return response

    def _inside(self, request, resolution):
        _attach(request, resolution)
        using = resolution.using
        with (
            timezone.override(resolution.time_zone or timezone.get_default_timezone()),
            read_as(
                resolution.manner if request.method in ("GET", "HEAD") else USUAL
            ),  # what is stored is for all
            organization_scope(resolution.organization_id, using=using, read_only=resolution.read_only),
        ):
            early = None
            if resolution.enter is not None:
                try:
                    early = resolution.enter(request)
                except Http404:
                    early = not_found(request)
            response = early or self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True, using=using)
            return response


def _attach(request, resolution):
    """Put what the resolver found on the request."""
    for name, value in resolution.attributes.items():
        setattr(request, name, value)
    request.organization_id = resolution.organization_id


def not_found(request):
    """The same answer for missing and foreign."""
    if request.path.startswith("/api/"):
        body = '{"type": "about:blank", "title": "Not found", "status": 404, "detail": "Not found."}'
        return HttpResponse(body, status=404, content_type="application/problem+json")
    return render(request, "404.html", status=404)


class DomainErrorMiddleware:
    """Tells a person what a rule refused: back to the page they came from, with the sentence on it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer a DomainError raised by a page's view (its writes are rolled back by then)."""
        if not isinstance(exception, DomainError):
            return None
        back = request.META.get("HTTP_REFERER", "")
        own = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
        if request.method == "POST" and exception.status != 403 and own and not request.headers.get("HX-Request"):
            messages.error(request, exception.message)
            response = redirect(back)
            response.is_refusal = True
            return response
        name = "403.html" if exception.status == 403 else "409.html"
        response = render(request, name, {"error": exception}, status=exception.status)
        response["X-Problem"] = quote(str(exception.message))  # static/js/page.js shows it beside the page
        return response


@contextmanager
def named_request(name):
    """Give background work a request id of its own (tasks, commands)."""
    token = request_id.set(name)
    try:
        yield
    finally:
        request_id.reset(token)
