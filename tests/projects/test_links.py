"""Status links: one a contact, the same in every mail, closed on request."""

import datetime as dt

import pytest

from audit.models import AuditEvent
from core.errors import NotAllowed
from core.models import TokenPurpose, TokenRoute
from core.tokens import digest
from projects.actions import ensure_status_link, revoke_status_links
from projects.models import StatusLink

pytestmark = pytest.mark.django_db


def test_a_contact_keeps_one_link_whose_token_is_not_stored(project, harbor, later):
    address = ensure_status_link(project=project, contact=harbor.contact, now=later())
    assert address == ensure_status_link(project=project, contact=harbor.contact, now=later(days=7))
    token = address.rstrip("/").rpartition("/")[2]
    link = StatusLink.objects.get()
    assert len(token) >= 43
    assert link.digest == digest(token)
    route = TokenRoute.objects.get(digest=digest(token))
    assert (route.purpose, route.organization_id, route.object_id) == (
        TokenPurpose.STATUS,
        harbor.organization.pk,
        link.pk,
    )
    assert link.expires_at == later(days=180)


def test_a_link_near_its_end_lasts_longer_once_it_is_mailed_again(project, harbor, later):
    ensure_status_link(project=project, contact=harbor.contact, now=later())
    ensure_status_link(project=project, contact=harbor.contact, now=later(days=151))
    assert StatusLink.objects.get().expires_at == later(days=151) + dt.timedelta(days=180)


def test_a_revoked_link_is_never_used_again(project, harbor, later):
    first = ensure_status_link(project=project, contact=harbor.contact, now=later())
    assert revoke_status_links(project=project, by=harbor.project_manager, now=later()) == 1
    assert not TokenRoute.objects.filter(purpose=TokenPurpose.STATUS).exists()
    assert ensure_status_link(project=project, contact=harbor.contact, now=later()) != first
    assert StatusLink.objects.filter(revoked_at=None).count() == 1


def test_a_link_that_is_made_leaves_its_maker_in_the_trail_once(project, harbor, later):
    for _time in range(2):
        ensure_status_link(project=project, contact=harbor.contact, by=harbor.project_manager, now=later())
    event = AuditEvent.objects.get(verb="project.link_made")
    assert (event.actor, event.changes) == (harbor.project_manager, {"contact": [None, harbor.contact.name]})


def test_only_managers_close_links(project, harbor, later):
    with pytest.raises(NotAllowed):
        revoke_status_links(project=project, by=harbor.sales, now=later())
