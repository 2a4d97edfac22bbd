"""R31: two hundred payloads in every text field of every table come to life in no page and in no mail.

Each field of a round gets as many payloads as it holds, the next round goes on where it stopped; the rows are written
past every form and action, so that nothing but the drawing itself protects. Outside the gate one round is run.

Seen to bite: by long names that the library unquoted when it folded a header, and by ``urlize`` on a customer's page.
"""

import datetime as dt
import logging
import os
from itertools import count

import pytest
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Left
from django.test import Client

from accounts.models import User
from core.db.grants import APPEND_ONLY_TABLES
from mailing.mime import mime_bytes
from mailing.models import AccountMail, OutgoingMail
from notices.actions import notify, send_digests
from projects.actions import send_dates
from projects.models import ChangeOrder, OutOfScopeItem, Project, Sow
from projects.queries.out_of_scope import notice_of
from projects.rules.sow import canonical
from tests.injection.payloads import PAYLOADS
from tests.injection.reading import mail_faults, page_faults
from tests.isolation.routes import routes_under
from tests.isolation.rows import tenant_models
from tests.isolation.world import NOW, make_world
from tests.updates.conftest import NEXT_SEND
from updates.actions import approve_update, run_week
from updates.models import WeeklyUpdate

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
ROUNDS = 30 if os.environ.get("MSP_GATE") else 1
MOST = 4000
KEEP = 60
# Not text of people: stored renders, names of things, addresses that our own actions write.
OURS = {
    "password",
    "html",
    "url",
    "digest",
    "sha256",
    "message_id",
    "idempotency_key",
    "headers",
    "secret",
    "ciphertext",
    "kind",  # of a stored file: found in its bytes, one of our list
}


def is_text(field):
    """Whether people can write into the field, directly or through another system."""
    if field.choices or field.name in OURS or isinstance(field, models.EmailField | models.URLField):
        return False
    return isinstance(field, models.TextField) or (isinstance(field, models.CharField) and field.max_length >= 80)


def poison(places):
    """Write payloads behind what stands in every text field; ``places`` counts where to go on."""
    filled = 0
    for model in [*tenant_models(), User]:
        if model._meta.db_table in APPEND_ONLY_TABLES:
            continue
        for field in filter(is_text, model._meta.concrete_fields):
            room = min(field.max_length or MOST, MOST)
            text = packed(room - KEEP, next(places))
            rows = (
                model.objects.filter(content_hash="") if model in (ChangeOrder, Sow) else model.objects
            )  # else frozen
            rows.update(**{field.name: Left(Concat(Left(F(field.name), KEEP), Value(f" {text}")), room)})
            filled += 1
    for item in OutOfScopeItem.objects.exclude(content_hash=""):
        item.content = canonical(notice_of(item))  # a telling is kept as JSON: made anew of what is poisoned now
        item.save(update_fields=["content"])
    return filled


def packed(room, place):
    """As many payloads from ``place`` on as fit, at least the beginning of one."""
    chosen = PAYLOADS[(place * 7) % len(PAYLOADS) :] + PAYLOADS
    text = chosen[0]
    for payload in chosen[1 : len(PAYLOADS)]:
        if len(text) + len(payload) + 1 > room:
            break
        text += f" {payload}"
    return text[:room]


def write_mails(world, round_):
    """Every kind of mail that texts of people go into."""
    company, project = world.company, Project.objects.get(pk=world.project.pk)
    for update in WeeklyUpdate.objects.filter(state="draft"):
        approve_update(update=update, by=company.project_manager, now=NOW)
    run_week(company.organization, now=NEXT_SEND)
    day = NOW.date() + dt.timedelta(days=round_)
    send_dates(
        project=project,
        contacts=[company.contact],
        start=day,
        end=day + dt.timedelta(days=30),
        text=packed(1500, round_),
        by=company.project_manager,
        now=NOW,
    )
    told = {"event": "assigned", "url": "/o/x/", "by": company.owner, "now": NOW}
    notify(members=[company.technician], text=f"{project.title} is yours", **told)
    send_digests(now=NOW + dt.timedelta(days=2 + round_))


def sent_mails():
    """``(address, bytes)`` of everything in both outboxes, as delivery would send it."""
    sender = {"sender": "updates@msp.example", "organization_slug": "harbor"}
    for mail in [*OutgoingMail.objects.exclude(kind="text"), *AccountMail.objects.all()]:
        yield mail.to_email, mime_bytes(mail, sender_name=getattr(mail, "from_name", "") or "MSP", **sender)


@pytest.mark.gate
def test_no_text_of_anybody_comes_to_life_in_a_page_or_a_mail(harbor, signed_in, settings):
    logging.disable(logging.WARNING)
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    world, places, wrong, opened, mails = make_world(harbor), count(), [], 0, 0
    staff = signed_in(harbor.owner)
    for round_ in range(ROUNDS):
        with harbor.scope():
            assert poison(places) > 60
            OutgoingMail.objects.exclude(kind="text").delete()
            write_mails(world, round_)
            for to_email, content in sent_mails():
                mails += 1
                wrong += [
                    f"mail to {to_email}: {fault}" for fault in mail_faults(content, to_email, {"127.0.0.1"})
                ]
        for route in routes_under("o/", "portal/", "respond/", "invitation/", "profile/"):
            answer = (staff if route.path.startswith(("o/", "profile/")) else Client()).get(
                route.address(world.values(route))
            )
            if answer.headers["Content-Type"].startswith("text/html") and "sandbox" not in answer.headers.get(
                "Content-Security-Policy", ""
            ):
                opened += answer.status_code == 200
                wrong += [f"{route}: {fault}" for fault in page_faults(answer.content.decode())]
    logging.disable(logging.NOTSET)
    assert sorted(set(wrong))[:20] == []
    assert opened > 60 * ROUNDS
    assert mails > 2 + 3 * ROUNDS  # what was told once is not told again, so later rounds write fewer
