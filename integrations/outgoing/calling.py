"""The one way out: a POST to an address that is checked when the connection is made (reliability, R34).

The name is looked up once, every answer is judged, and the connection goes to the judged number itself, so that
a name that changes its mind meanwhile gains nothing. Redirects are answers like any other and never followed.
"""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass

from django.conf import settings

from integrations.outgoing.rules import may_be_called, target_of

PATIENCE = 10  # seconds for each step
LONGEST_ANSWER = 2000  # bytes that are read and kept


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` is None when there was no answer; ``text`` then says why."""

    status: int | None
    text: str

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def private_networks():
    """Networks that the operator lets messages go to although they are not public."""
    return [ipaddress.ip_network(net) for net in settings.OUTGOING_PRIVATE_NETWORKS]


def post(url, body: bytes, headers, *, look_up=socket.getaddrinfo) -> Answer:
    """POST ``body`` and say what came back. Never raises for what the other side does or is."""
    private = private_networks()
    try:
        target = target_of(url, private=private)
        address = _judged_address(target, private, look_up)
        return _send(target, address, body, headers)
    except (ValueError, OSError, http.client.HTTPException) as error:
        return Answer(None, f"{type(error).__name__}: {error}"[:300])


def _judged_address(target, private, look_up):
    """The first address of the name, if every one of them may be called."""
    found = [row[4][0] for row in look_up(target.host, target.port, type=socket.SOCK_STREAM)]
    if not found or not all(may_be_called(address, private=private) for address in found):
        raise ValueError("The name leads to an address that is not public.")
    if target.scheme == "http" and may_be_called(found[0]):
        raise ValueError("Use https.")
    return found[0]


def _send(target, address, body, headers):
    connection = http.client.HTTPConnection(target.host, target.port, timeout=PATIENCE)
    line = socket.create_connection((address, target.port), PATIENCE)
    try:
        if target.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
        connection.sock = line
        connection.request("POST", target.path, body, headers)
        response = connection.getresponse()
        return Answer(
            response.status, response.read(LONGEST_ANSWER).decode(errors="replace").replace("\x00", "\ufffd")
        )
    finally:
        line.close()
