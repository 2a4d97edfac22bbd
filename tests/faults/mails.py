"""Mails for fault tests: many recipients of one organization, and what became of them."""

from collections import Counter

from django.db import transaction

from mailing.actions import queue_mail
from mailing.models import OutgoingMail


def queue_many(company, count, *, domain="customer.example", kind="weekly_update"):
    """Queue ``count`` mails in one transaction (the bell rings once)."""
    with transaction.atomic(), company.scope():
        for number in range(count):
            queue_mail(
                kind=kind,
                audience="customer",
                to_email=f"person{number}@{domain}",
                to_name=f"Person {number}",
                subject=f"Weekly update for person {number}",
                text="On time.\n.dot\n" * 40,
                html="<p>On time.</p>" * 60,
                idempotency_key=f"{kind}:{domain}:{number}",
                reply_to="pm@harbor.example",
            )


def rows(company):
    """Every mail of the organization, fresh."""
    with company.scope():
        return list(OutgoingMail.objects.order_by("id"))


def states(company):
    """How many mails are in which state, with a few reasons: the message of a test that waits in vain."""
    with company.scope():
        found = OutgoingMail.objects.values_list("state", "last_error")
        return Counter(state for state, _ in found), Counter(words for _, words in found).most_common(3)


def count(company, *wanted):
    """How many mails are in one of these states."""
    with company.scope():
        return OutgoingMail.objects.filter(state__in=wanted).count()
