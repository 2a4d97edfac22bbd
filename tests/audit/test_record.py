"""What is written down, and that it stays."""

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Membership
from audit.actions import Actor, differences, record
from audit.models import ActorKind, AuditEvent
from core.middleware import named_request

pytestmark = pytest.mark.django_db


def test_a_member_a_contact_and_the_system_are_told_apart(harbor):
    with harbor.scope():
        kinds = [
            record(by=by, verb="customer.updated", obj=harbor.customer)
            for by in (harbor.owner, Actor("Ann Lee"), None)
        ]
    assert [(event.actor_kind, event.actor_name) for event in kinds] == [
        (ActorKind.MEMBER, "Olivia Grant"),
        (ActorKind.CONTACT, "Ann Lee"),
        (ActorKind.SYSTEM, "MSP PM"),
    ]


def test_an_act_through_a_key_says_so(harbor):
    member = Membership.directory.get(pk=harbor.owner.pk)
    member.actor_kind = ActorKind.API_KEY  # as the resolver of keys does
    with harbor.scope():
        event = record(by=member, verb="customer.updated", obj=harbor.customer)
    assert (event.actor_kind, event.actor) == (ActorKind.API_KEY, harbor.owner)


def test_the_name_of_the_request_is_kept(harbor):
    with harbor.scope(), named_request("command-1"):
        assert record(by=None, verb="customer.updated", obj=harbor.customer).request_id == "command-1"


@pytest.mark.parametrize("what", ["change", "delete"])
def test_the_trail_cannot_be_altered(harbor, what):
    with harbor.scope():
        event = record(by=None, verb="customer.updated", obj=harbor.customer)
        rows = AuditEvent.objects.filter(pk=event.pk)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            rows.update(actor_name="Nobody") if what == "change" else rows.delete()
        assert rows.get().actor_name == "MSP PM"


def test_a_rolled_back_act_leaves_no_row(harbor):
    with harbor.scope():
        with transaction.atomic():
            record(by=None, verb="customer.updated", obj=harbor.customer)
            transaction.set_rollback(True)
        assert not AuditEvent.objects.exists()


def test_only_what_differs_is_a_change():
    assert differences({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == {"b": [2, 3], "c": [None, 4]}
