"""Where other systems deliver. Answers only after the scope's transaction holds the event."""

import time

from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import clock
from core.errors import DomainError
from integrations import actions, queries
from integrations.answers import answer_of, conflict, refused
from integrations.signatures import is_genuine

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
LONGEST_ID = 255


@csrf_exempt
@require_POST
def receive(request, slug, source):
    """Take in a signed event: 201 new, 200 known, 202 waiting for a person, 401 not genuine."""
    door = queries.open_source(source)
    headers = {name: request.headers.get(name, "") for name in HEADERS}
    now = clock.now()
    # Senders live in real time, also where ours is moved for a demonstration.
    if door is None or not is_genuine(
        secrets=queries.valid_secrets(door, now), headers=headers, body=request.hook_body, at=time.time()
    ):
        return refused()
    event_id = headers["webhook-id"]
    if len(event_id) > LONGEST_ID or not event_id.isprintable():
        return refused()
    try:
        event = actions.receive_event(source=door, event_id=event_id, body=request.hook_body, now=now)
    except DomainError as error:
        return conflict(error)
    return answer_of(event)
