"""What must run inside the product: a session, a key, a link; an outbox to empty; the delivery itself.

Each part prints one line of JSON. Run as `python -m scripts._bench.inside PART …`.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402

from accounts.actions import create_api_key  # noqa: E402
from accounts.models import Membership, Organization  # noqa: E402
from core import clock  # noqa: E402
from core.identifiers import uuid7  # noqa: E402
from core.tenancy import organization_scope  # noqa: E402
from customers.models import Contact  # noqa: E402
from mailing.delivery import deliver  # noqa: E402
from mailing.models import OutgoingMail  # noqa: E402
from mailing.outbox import OrganizationOutbox  # noqa: E402
from mailing.rules import message_id  # noqa: E402
from mailing.tasks import note_next_look  # noqa: E402
from projects.actions import ensure_status_link  # noqa: E402
from projects.models import Project  # noqa: E402

NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config(")


def addresses(slug):
    """A signed-in project manager, an API key and a status link of the organization ``slug``."""
    organization = Organization.objects.get(slug=slug)
    with organization_scope(organization.pk):
        member = Membership.objects.select_related("user").get(user__email=f"manager1@{slug}.example")
        project = Project.objects.select_related("organization").filter(status="active").order_by("-sequence")[0]
        contact = Contact.objects.filter(customer=project.customer_id, role="signer")[0]
        link = ensure_status_link(project=project, contact=contact, now=clock.now())
        _key, plain = create_api_key(name="bench", scopes=["*"], member=member)
        count = Project.objects.count()
    return {
        "cookie": f"sessionid={_session(member.user)}",
        "bearer": f"Bearer {plain}",
        "project": project.number,
        "portal": "/portal/" + link.split("/portal/")[1],
        "projects": count,
    }


def _session(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def fill(slug, count, sample):
    """Put ``count`` mails into the outbox of ``slug``; ``sample`` is a JSON file with text and HTML of one."""
    organization, now = Organization.objects.get(slug=slug), clock.now()
    text, html = json.loads(Path(sample).read_text())
    with organization_scope(organization.pk):
        OutgoingMail.objects.all().delete()
        for begin in range(0, int(count), 500):
            OutgoingMail.objects.bulk_create(
                _mail(number, text, html, now) for number in range(begin, min(begin + 500, int(count)))
            )
    return {"mails": int(count)}


def _mail(number, text, html, now):
    identifier = uuid7()
    return OutgoingMail(
        id=identifier,
        kind="weekly_update",
        audience="customer",
        to_email=f"c{number}@bench.example",
        subject="Weekly status",
        text=text,
        html=html,
        idempotency_key=f"bench/{identifier}",
        message_id=message_id(identifier, "http://bench.example"),
        headers={"X-Mail-Kind": "weekly_update"},
        next_attempt_at=now,
    )


def empty(slug):
    """Deliver batch by batch until nothing is due, as the worker's task does; what it took."""
    outbox_id = Organization.objects.get(slug=slug).pk
    counted, spent = [0], {"lease": 0.0}
    accepted = batches = 0
    before, begin = _megabytes(), time.time()
    with connection.execute_wrapper(_counting(counted)):
        while True:
            outbox = OrganizationOutbox(outbox_id)
            _time_lease(outbox, spent)
            report = deliver(outbox)
            started = time.perf_counter()
            note_next_look(outbox, clock.now())
            spent["lease"] += time.perf_counter() - started
            batches += 1
            accepted += report.accepted
            if not report.more:
                break
    end = time.time()
    return {
        "accepted": accepted,
        "batches": batches,
        "statements": counted[0],
        "begin": begin,
        "end": end,
        "bookkeeping": spent["lease"] / (end - begin),
        "grown_mb": _megabytes() - before,
    }


def _time_lease(outbox, spent):
    take = outbox.lease

    def lease(now, limit):
        started = time.perf_counter()
        try:
            return take(now, limit)
        finally:
            spent["lease"] += time.perf_counter() - started

    outbox.lease = lease


def _counting(counted):
    def wrapper(execute, sql, params, many, context):
        counted[0] += not sql.startswith(NOT_COUNTED)
        return execute(sql, params, many, context)

    return wrapper


def _megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PARTS = {"addresses": addresses, "fill": fill, "empty": empty}

if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
