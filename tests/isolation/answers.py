"""Asking and comparing: two answers are the same when nothing but the asked-for names differs."""

import json
import re
from urllib.parse import quote, unquote

from django.db import transaction
from django.test import Client

from tests.conftest import CANARY

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FOUND = (200, 201, 202, 204, 302, 303, 400, 409, 410, 422)
SECRETS = (CANARY.lower(), "@summit")  # what only the rival's rows contain: its texts, its addresses
# A fresh value in each answer, without meaning.
FRESH = re.compile(
    r"""(nonce-|nonce="|csrfmiddlewaretoken" value="|csrf-token" content="|name="stamp" value="|X-CSRFToken":\s?"|whsec_)[\w+/=:.-]+"""
)
REFERENCE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}(?:@[\w.-]+)?|[\w.+-]+@[\w.-]+|P-\d+")
# An instant that the library took from its own clock; the product's stands still (``world.Standing``).
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+")
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NOT_COMPARED = {
    "Content-Length",
    "X-Request-ID",
    "Content-Security-Policy",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "ETag",
    "Expires",  # of a page that nobody may keep: the second it was asked in
}


class QuickClient(Client):
    """A client that keeps nothing of the rendering, which takes longer than the request."""

    def request(self, **request):
        """Only the answer."""
        return self.handler(self._base_environ(**request))


class Crowd:
    """Sends requests, undoes what they did, and keeps score: how many, which secrets, which failures."""

    def __init__(self):
        self.asked = 0
        self.wrong = []

    def ask(self, client, method, address, body=None):
        """The answer to one request, whose writes are rolled back. A secret or an error of ours is noted."""
        self.asked += 1
        is_api = address.startswith("/api/")
        with transaction.atomic():
            if method == "GET":
                response = client.get(address)
            elif is_api:
                response = client.generic(method, address, json.dumps(body or {}), content_type="application/json")
            else:
                response = getattr(client, method.lower())(address, body or {})
            text = read(response)
            transaction.set_rollback(True)
        sent = f"{address} {body}".lower()  # what the asker said may be said back
        told = [secret for secret in SECRETS if secret in text.lower() and secret not in sent]
        if told or response.status_code >= 500:
            self.wrong.append(f"{method} {address}: {response.status_code}, told {told}")
        return response

    def compare(self, client, method, foreign, missing, body=None, other_body=None):
        """Ask for the foreign and for the missing: ``(address, values)`` each. They must answer alike."""
        first = self.ask(client, method, foreign[0], body)
        second = self.ask(client, method, missing[0], other_body or body)
        # A body may be refused for its shape before anybody looks for the row.
        if first.status_code not in (302, 401, 403, 404, 405) + ((400,) if method != "GET" else ()):
            self.wrong.append(f"{method} {foreign[0]}: {first.status_code} for what belongs to the rival")
        if masked(first, foreign[1]) != masked(second, missing[1]):
            self.wrong.append(
                f"{method} {foreign[0]}: {first.status_code} unlike {missing[0]}: {second.status_code}"
            )
        return first

    def compare_bodies(self, client, method, address, foreign, missing):
        """The same request with references to the rival's rows and to none: nobody can tell which is which."""
        answers = [self.ask(client, method, address, body) for body in (foreign, missing)]
        values = [value for body in (foreign, missing) for value in _leaves(body)]
        if len({masked(answer, values) for answer in answers}) > 1:
            told = [answer.status_code for answer in answers]
            self.wrong.append(
                f"{method} {address}: {told} for a body that names the rival's rows and one that names none"
            )

    def compare_queries(self, client, address, foreign, missing):
        """The same for what stands behind the question mark. A clock may turn a minute between two answers: not twice."""
        if foreign:
            pair = [(f"{address}?{query}", _leaves(query)) for query in (foreign, missing)]
            if all(self._differ(client, pair) for _ in range(2)):
                self.wrong.append(f"GET {pair[0][0]}: unlike a filter that names no row")

    def _differ(self, client, pair):
        return len({masked(self.ask(client, "GET", url), values) for url, values in pair}) > 1


def _leaves(body):
    """The texts of a body or query that look like references."""
    if isinstance(body, dict | list):
        return [leaf for part in (body.values() if isinstance(body, dict) else body) for leaf in _leaves(part)]
    return REFERENCE.findall(unquote(str(body)))


def read(response):
    """Everything an answer says: headers and body."""
    body = body_of(response)
    return "\n".join(f"{k}: {v}" for k, v in response.headers.items()) + "\n" + body.decode(errors="replace")


def body_of(response):
    """The bytes of an answer; a file is read once and kept with it."""
    if not hasattr(response, "kept_body"):
        response.kept_body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.kept_body


def masked(response, values):
    """Status, headers and body with the asked-for values and fresh noise taken out."""
    headers = sorted((k, v) for k, v in response.headers.items() if k not in NOT_COMPARED)
    text = FRESH.sub(r"\1…", f"{response.status_code} {headers} {body_of(response).decode(errors='replace')}")
    for value in sorted(map(str, values), key=len, reverse=True):
        text = text.replace(value, "…").replace(quote(value), "…")
    return IDENTIFIER.sub("…", MOMENT.sub("…", text))
