"""The hash chain of the trail: whatever the owner of the tables changes afterwards is found."""

import datetime as dt
import os

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from audit.actions import record
from audit.models import AuditEvent, AuditLink
from audit.sealing import BEGINNING, LATER, SETTLED, digest_of, seal_trail, verify_trail
from core import clock
from dashboard.tasks import seal_trails

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trail(harbor):
    """Five entries, linked."""
    with harbor.scope():
        for number in range(5):
            record(
                by=harbor.owner, verb="customer.updated", obj=harbor.customer, changes={"name": [number, "Ünï"]}
            )
        assert seal_trail(harbor.organization, now=later()) == 5
    return harbor


def later():
    return clock.now() + SETTLED + dt.timedelta(minutes=1)


def by_the_owner(organization, statement):
    """What only somebody with the rights of the tables' owner can do."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg2.connect(os.environ["DATABASE_OWNER_URL"], dbname=name) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(organization.pk)])
        cursor.execute(statement)
    owner.close()


def problems(company):
    with company.scope():
        return verify_trail(company.organization, now=later()).problems


def test_an_untouched_trail_verifies_and_a_second_look_links_nothing(trail):
    with trail.scope():
        assert seal_trail(trail.organization, now=later()) == 0
        verdict = verify_trail(trail.organization, now=later())
        assert (verdict.linked, verdict.problems) == (5, ())
        assert verdict.digest == AuditLink.objects.get(number=5).digest


def test_an_entry_from_before_a_column_came_keeps_its_digest(trail):
    """The column is empty there; it is part of the digest only where it says something."""
    with trail.scope():
        event = AuditLink.objects.get(number=1).event
        kept = digest_of(BEGINNING, event)
        event.actor_key = "crm"
        assert digest_of(BEGINNING, event) != kept
        assert AuditLink.objects.get(number=1).digest == kept
        assert "actor_key" in LATER


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'customer.archived'",
        "actor_name = 'Somebody'",
        "at = at - interval '1 second'",
        "changes = '{}'",
        "request_id = 'x'",
        "actor_key = 'crm'",
    ],
)
def test_a_changed_entry_is_found(trail, change):
    with trail.scope():
        event = AuditLink.objects.get(number=3).event_id
    by_the_owner(trail.organization, f"UPDATE audit_auditevent SET {change} WHERE id = '{event}'")
    assert [found.startswith("entry 3") for found in problems(trail)] == [True]


def test_a_removed_entry_is_found(trail):
    with trail.scope():
        event = AuditLink.objects.get(number=2).event_id
    by_the_owner(
        trail.organization,
        f"DELETE FROM audit_auditlink WHERE event_id = '{event}'; DELETE FROM audit_auditevent WHERE id = '{event}'",
    )
    assert problems(trail)[0] == "entry 2 is missing from the chain"


def test_an_entry_slipped_in_afterwards_is_found(trail):
    with trail.scope():
        event = record(by=trail.owner, verb="customer.updated", obj=trail.customer)
    by_the_owner(
        trail.organization,
        f"UPDATE audit_auditevent SET created_at = created_at - interval '9 days' WHERE id = '{event.pk}'",
    )
    assert problems(trail) == ("1 entries stand outside the chain",)


def test_what_may_still_be_in_a_transaction_waits(harbor):
    with harbor.scope():
        record(by=harbor.owner, verb="customer.updated", obj=harbor.customer)
        assert seal_trail(harbor.organization, now=clock.now()) == 0
        assert verify_trail(harbor.organization, now=clock.now()).waiting == 1


def test_the_task_links_every_organization_and_the_command_tells(trail, rival, capsys, settings):
    with rival.scope():
        record(by=rival.owner, verb="customer.updated", obj=rival.customer)
    settings.CLOCK_OFFSET = dt.timedelta(hours=1)
    seal_trails()
    with rival.scope():
        assert AuditLink.objects.count() == 1
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "harbor: 5 entries in the chain, 0 waiting" in said
    with trail.scope():
        event = AuditEvent.objects.first().pk
    by_the_owner(trail.organization, f"UPDATE audit_auditevent SET verb = 'x' WHERE id = '{event}'")
    with pytest.raises(CommandError, match="was changed"):
        call_command("verify_audit", "harbor")
