"""Sends what is due: claims a batch, calls without a transaction open, writes down each answer."""

import datetime as dt
import time

from core import clock
from core.tenancy import organization_scope
from integrations.outgoing import actions, queries
from integrations.outgoing.calling import post
from integrations.signatures import sign

BATCH = 10
LEASE = dt.timedelta(minutes=6)  # longer than a task may run
USER_AGENT = "MSP-PM-Webhooks/1"


def tell(organization_id):
    """Write what is owed, send a batch; True when another batch waits. A killed run sends again after the lease."""
    now = clock.now()
    with organization_scope(organization_id):
        actions.plan_next_look(now=now)
        actions.write_messages(now=now)
    with organization_scope(organization_id):
        rows = actions.claim_messages(now=clock.now(), lease=LEASE, most=BATCH)
        secrets = {row.pk: queries.signing_secrets(row.subscription, clock.now()) for row in rows}
    for row in rows:
        answer = post(row.subscription.url, row.body.encode(), signed_headers(row, secrets[row.pk]))
        with organization_scope(organization_id):
            actions.note_answer(delivery=row, answer=answer, now=clock.now())
    return len(rows) == BATCH


def signed_headers(delivery, secrets):
    """The headers of Standard Webhooks, signed with each of ``secrets``; the id stays the same for every attempt."""
    stamp = str(int(time.time()))
    event_id = f"msg_{delivery.pk.hex}"
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(sign(one, event_id, stamp, delivery.body.encode()) for one in secrets),
    }
