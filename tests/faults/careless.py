"""Celery applications that are wrong on purpose: they prove that the fault tests bite.

``CARELESS`` chooses: ``batch`` marks mails after a whole batch has been sent (the database says "waiting"
until then); ``stubborn`` takes a 5xx for a 4xx.
"""

import os

from celery.signals import worker_init

from msp_pm.celery import app

__all__ = ["app"]


@worker_init.connect(weak=False)
def be_careless(**kwargs):
    """Replace the guard once the applications are loaded, before the pool forks."""
    from mailing import smtp
    from mailing.outbox import Outbox
    from mailing.rules import Answer, answer_of_code

    if os.environ.get("CARELESS", "batch") == "batch":
        Outbox.step = step_of_a_batch
    else:
        smtp.answer_of_code = lambda code: Answer.LATER if code >= 500 else answer_of_code(code)


def step_of_a_batch(outbox, previous, following, now):
    """Only the end of the batch commits, and then all of it at once."""
    sent = outbox.__dict__.setdefault("sent", [])
    sent.extend(mail.pk for mail in (previous,) if mail)
    if following is None:
        with outbox.transaction():
            outbox.model.objects.filter(pk__in=sent).update(state="accepted", updated_at=now)
    return following is not None
