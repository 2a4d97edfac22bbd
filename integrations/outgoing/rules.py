"""DECIDE: which acts are told, what is said of them, when to try again, which addresses may be called. Pure."""

import datetime as dt
import ipaddress
import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from integrations.outgoing.choices import EventKind

STATUSES = ("not_started", "active", "on_hold", "delivered", "closing", "closed", "cancelled", "reopened")
PAUSES = tuple(
    dt.timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 72000)
)  # 71 h 35 min in all
GIVE_UP_AFTER = dt.timedelta(days=3)
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
# Global by the registry, and yet a way to an address inside: IPv4 in IPv6, whatever the wrapping.
WRAPPED = [
    ipaddress.ip_network(net) for net in ("::ffff:0:0/96", "::/96", "64:ff9b::/32", "2002::/16", "2001::/32")
]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: parts of an address that ``target_of`` has read."""

    scheme: str
    host: str
    port: int
    path: str


def kinds_of(verb):
    """The event kinds that an act of the audit trail is."""
    found = [EventKind(verb)] if verb in EventKind.values else []
    thing, _dot, act = verb.partition(".")
    return [*found, EventKind.STATUS_CHANGED] if thing == "project" and act in STATUSES else found


VERBS = sorted(
    {kind.value for kind in EventKind} - {EventKind.STATUS_CHANGED} | {f"project.{s}" for s in STATUSES}
)


def message(*, kind, verb, at, object_type, object_id, label, number):
    """The body: what happened to which object. Thin on purpose, so that no price or hour leaves by this door."""
    data = {"object": object_type, "id": str(object_id), "label": label, "project": number or None}
    if kind == EventKind.STATUS_CHANGED:
        data["status"] = verb.partition(".")[2]
    return json.dumps({"type": str(kind), "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)


def pause_after(attempts):
    """How long to wait after that many failures; None: no more."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def target_of(url, *, private=()):
    """The parts of an http(s) address; ValueError with a sentence for one that is never called.

    A name must be a full one, a number of an address written the usual way, and ``private`` (networks) allow it
    where it is not public. http is for private networks only.
    """
    if len(url) > 500 or not url.isascii() or not url.isprintable() or any(c in url for c in ' \\"<>'):
        raise ValueError("That is not a web address.")
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or "@" in parts.netloc or parts.fragment or not parts.hostname:
        raise ValueError("Use an address that begins with https:// and names no user.")
    numeric = _address(parts.hostname)
    if numeric is None and not HOST.fullmatch(parts.hostname.lower()):
        raise ValueError("Name the full host, for example hooks.example.com.")
    if numeric is not None and not may_be_called(numeric, private=private):
        raise ValueError("That address is not public.")
    if parts.scheme == "http" and not private:
        raise ValueError("Use https.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), path)


def may_be_called(address, *, private=()):
    """Whether an IP address (text or object) is public, or lies in one of the ``private`` networks."""
    address = ipaddress.ip_address(address)
    if any(address in network for network in private if network.version == address.version):
        return True
    wrapped = address.version == 6 and (
        address.scope_id is not None or any(address in network for network in WRAPPED)
    )
    return address.is_global and not address.is_multicast and not wrapped


def _address(host):
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
