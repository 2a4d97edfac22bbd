"""What time alone does to out-of-scope work: reminders, the end of an offer, an emergency nobody told of."""

from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import gettext as _

from core.due import forget_work
from projects import mails, told
from projects.actions.health import lock
from projects.actions.out_of_scope_facts import (
    KIND,
    end_links,
    moment,
    note,
    note_late,
    ring,
    save,
    settle_told,
    turn,
)
from projects.actions.out_of_scope_links import extra_request_address
from projects.choices import OutOfScopeMode, OutOfScopeState
from projects.models import OutOfScopeItem, OutOfScopeRequest
from projects.rules.lifecycle import ENDED
from projects.rules.out_of_scope import next_reminder

WAITING = Q(state=OutOfScopeState.NOTIFIED, mode=OutOfScopeMode.APPROVAL)
UNTOLD = Q(started_at__isnull=False, told_at=None)


@transaction.atomic
def look_at_extras(organization, *, now):
    """Do what is due of the organization in force at ``now``, and note when to look again. Safe to repeat."""
    forget_work(organization.pk, KIND)
    rows = OutOfScopeItem.objects.exclude(project__status__in=ENDED).order_by("project_id", "id")
    due = WAITING & Q(answer_by__lte=now) | UNTOLD & Q(tell_by__lte=now, overdue_noted=False)
    due |= WAITING & Q(requests__remind_at__lte=now, requests__revoked_at=None, requests__answered_at=None)
    for item in rows.filter(due).distinct().select_related("project__organization"):
        lock(item.project)
        item.refresh_from_db()
        _look_at(item, now)
    _look_again(rows, now)


def _look_at(item, now):
    if item.state == OutOfScopeState.NOTIFIED and item.mode == OutOfScopeMode.APPROVAL:
        if item.answer_by <= now:
            _expire(item, now)
        else:
            _remind(item, now)
    elif item.started_at and item.told_at is None and item.tell_by <= now:
        item.overdue_noted = True
        save(item, now)
        note(item, None, now, "out_of_scope.overdue", {"due": [None, moment(item.tell_by, item)]})
        note_late(item, now=now)
        told.emergency_overdue(item, now=now)
        settle_told(item.project, by=None, now=now)


def _expire(item, now):
    turn(item, OutOfScopeState.EXPIRED)
    end_links(item, now)
    save(item, now)
    note(item, None, now, "out_of_scope.expired", {"until": [None, moment(item.answer_by, item)]})
    told.extra_answered(item, _("nobody answered in time"), by=None, now=now)


def _remind(item, now):
    open_ones = OutOfScopeRequest.objects.filter(item=item, remind_at__lte=now, revoked_at=None, answered_at=None)
    today = now.astimezone(item.project.organization.zone).date()
    for request in open_ones.select_related("contact"):
        request.remind_at = next_reminder(request.created_at, request.expires_at, now)
        request.save(update_fields=["remind_at"])
        if request.contact.is_active and request.contact.email.lower() == request.email:
            url = extra_request_address(request)
            mails.out_of_scope_notice(item, request, url=url, today=today, is_reminder=True)
            note(item, None, now, "out_of_scope.reminded", {"to": [None, request.contact.name]})


def _look_again(rows, now):
    waiting = rows.filter(WAITING)
    open_ones = Q(requests__revoked_at=None, requests__answered_at=None)
    moments = [
        waiting.aggregate(at=Min("answer_by", filter=Q(answer_by__gt=now)))["at"],
        waiting.aggregate(at=Min("requests__remind_at", filter=open_ones & Q(requests__remind_at__gt=now)))["at"],
        rows.filter(UNTOLD).aggregate(at=Min("tell_by", filter=Q(tell_by__gt=now)))["at"],
    ]
    first = rows.only("organization_id").first()
    if first is not None:
        ring(first, min((at for at in moments if at), default=None))
