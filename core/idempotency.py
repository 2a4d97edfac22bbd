"""`Idempotency-Key`: an API client that repeats a POST after a lost answer gets that answer, not a second effect.

A form of a page has such a key without asking: its CSRF token is masked afresh each time the page is written, so
the same token with the same body is the same press of the button, sent twice. The answer is stored in the transaction of the effect itself, so that both exist or neither does. Only
what took effect is stored: a refusal rolled everything back and may be asked again.
"""

import hashlib
import re
from datetime import timedelta

from django.core.exceptions import RequestDataTooBig
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpResponse

from core import clock
from core.models import StoredAnswer
from core.tenancy import current_organization_id

HEADER = "Idempotency-Key"
KEPT = timedelta(days=7)
LONGEST_KEY = 255
KEPT_HEADERS = ("Content-Type", "Location", "ETag")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the field's name
SAME_PRESS = timedelta(minutes=1)  # afterwards whoever went back and sends again means it


class IdempotencyMiddleware:
    """Stands inside the organization's transaction, round every POST of the API that names a key."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = request.headers.get(HEADER)
        credential = getattr(request, "api_key", None)
        if key is None or credential is None or request.method != "POST":
            return self.get_response(request)
        if not key or len(key) > LONGEST_KEY or not key.isprintable():
            return _problem(400, "invalid", f"{HEADER} takes 1 to {LONGEST_KEY} printable characters.")
        fingerprint = _fingerprint(request)
        if fingerprint is None:  # the view says 413
            return self.get_response(request)
        return self._once(request, credential.pk, key, fingerprint)

    def _once(self, request, credential, key, fingerprint):
        if not _hold(f"{current_organization_id()}:{credential}:{key}"):
            return _problem(409, "idempotency_running", "A request with this key is still being worked on.")
        StoredAnswer.objects.filter(created_at__lt=clock.now() - KEPT).delete()
        stored = StoredAnswer.objects.filter(credential=credential, key=key).first()
        if stored is not None and stored.fingerprint != fingerprint:
            return _problem(422, "idempotency_mismatch", "This key was used for another request.")
        if stored is not None:
            return _replay(stored)
        response = self.get_response(request)
        if response.status_code < 400 and not transaction.get_connection().needs_rollback:
            _store(response, credential, key, fingerprint)
        return response


class FormOnceMiddleware:
    """A staff form that is sent twice at once, as by a double click without scripts, takes effect once.

    The second waits for the first and is sent where the first was. Forms sent by htmx are held back in the browser.
    Only answers that lead on are kept, no refusal. A page that shows something once is never kept; its view names
    what it made (``response.made``, an id) and finds that id in ``request.made_before`` at the second press.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        member = getattr(request, "member", None)
        if member is None or request.method != "POST" or request.headers.get("HX-Request"):
            return self.get_response(request)
        token = request.POST.get(TOKEN, "")
        if not re.fullmatch(r"\w{64}", token):
            return self.get_response(request)
        return self._once(request, member.pk, f"form:{token}")

    def _once(self, request, credential, key):
        _wait_for(f"{current_organization_id()}:{credential}:{key}")
        fingerprint = _fingerprint_of_form(request)
        stored = StoredAnswer.objects.filter(credential=credential, key=key).first()
        if (
            stored is not None
            and stored.fingerprint == fingerprint
            and stored.created_at > clock.now() - SAME_PRESS
        ):
            if stored.status < 300:
                request.made_before = stored.body
                return self.get_response(request)
            return _replay(stored)
        response = self.get_response(request)
        leads_on = 300 <= response.status_code < 400 and not getattr(response, "is_refusal", False)
        made = getattr(response, "made", None)
        if (leads_on or made) and not transaction.get_connection().needs_rollback:
            StoredAnswer.objects.filter(
                Q(credential=credential, key=key) | Q(created_at__lt=clock.now() - KEPT)
            ).delete()
            _store(HttpResponse(made, status=201) if made else response, credential, key, fingerprint)
        return response


def _fingerprint_of_form(request):
    """SHA-256 of address, fields and the names and sizes of files."""
    files = [(name, file.name, file.size) for name, file in request.FILES.items()]
    return hashlib.sha256(f"{request.get_full_path()}\n{request.POST.urlencode()}\n{files}".encode()).hexdigest()


def _fingerprint(request):
    """SHA-256 of what makes a request the same one: address and body. None for a body that is too large."""
    try:
        body = request.body
    except RequestDataTooBig:
        return None
    return hashlib.sha256(request.get_full_path().encode() + b"\n" + body).hexdigest()


def _hold(name):
    """Whether this transaction now owns the key; another one that does is still at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"idempotency:{name}"])
        return cursor.fetchone()[0]


def _wait_for(name):
    """Hold the key until this transaction ends; whoever holds it now ends first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"idempotency:{name}"])


def _store(response, credential, key, fingerprint):
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    StoredAnswer.objects.create(
        credential=credential,
        key=key,
        fingerprint=fingerprint,
        status=response.status_code,
        headers=headers,
        body=response.content.decode(),
    )


def _replay(stored):
    return HttpResponse(
        stored.body, status=stored.status, headers=stored.headers | {"Idempotent-Replayed": "true"}
    )


def _problem(status, code, detail):
    title = {400: "Invalid input", 409: "Conflict", 422: "Unprocessable"}[status]
    body = f'{{"type": "urn:msp-pm:{code}", "title": "{title}", "status": {status}, "detail": "{detail}"}}'
    return HttpResponse(body, status=status, content_type="application/problem+json")
