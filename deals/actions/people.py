"""Whose a deal is among colleagues: the project manager who looks after it, the salesperson who answers for it."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent
from accounts.permissions import can_manage_members
from audit.actions import record
from core.errors import InvalidInput, NotAllowed
from deals.actions import facts
from deals.permissions import can_decide_deals
from notices.actions import notify


@transaction.atomic
def assign_deal(*, deal, project_manager, by, now):
    """Say which project manager looks after an open deal (None: whoever comes first). No change, no audit row.

    The others no longer find it among what waits for them; whoever accepts it may still choose another. Raises
    NotAllowed for who does not decide about deals, InvalidInput for a person who could not accept it.
    """
    if not can_decide_deals(by):
        raise NotAllowed(_("Only a project manager, service manager or owner assigns deals."))
    if project_manager is not None and not (project_manager.is_active and can_decide_deals(project_manager)):
        _refuse(_("%s is not a project manager, service manager or owner.") % project_manager.name)
    deal = facts.locked(deal)
    facts.require_open(deal)
    before = deal.project_manager
    if before != project_manager:
        deal.project_manager = project_manager
        deal.save(update_fields=["project_manager", "updated_at"])
        names = [person.name if person else None for person in (before, project_manager)]
        _note(deal, "deal.assigned", {"project_manager": names}, by, now)
        _tell(deal, project_manager, by, now)
    return deal


@transaction.atomic
def hand_over_deal(*, deal, salesperson, by, now):
    """Let another member answer for an open deal, as when its salesperson leaves. No change, no audit row.

    What the source says of its salesperson stays remembered, so that a re-delivery does not undo this. Raises
    NotAllowed for who does not manage members, DomainError once it is decided.
    """
    if not can_manage_members(by):
        raise NotAllowed(_("Only an owner or a service manager hands over the work of somebody."))
    deal = facts.locked(deal)
    facts.require_open(deal)
    before = deal.salesperson
    if before != salesperson:
        deal.salesperson, deal.salesperson_email = salesperson, salesperson.email
        deal.payload = deal.payload | {"salesperson_email": salesperson.email}
        facts.refresh(deal, revive=False, by=by)
        _note(deal, "deal.handed_over", {"salesperson": [before and before.name, salesperson.name]}, by, now)
        _tell(deal, salesperson, by, now)
    return deal


def _note(deal, verb, changes, by, now):
    record(by=by, verb=verb, obj=deal, customer=deal.customer_id, at=now, changes=changes)


def _tell(deal, member, by, now):
    notify(
        members=[member],
        event=NotificationEvent.ASSIGNED,
        text=_("“%(deal)s” for %(customer)s is yours to look after.")
        % {"deal": deal.title, "customer": deal.customer_name},
        url=reverse("deals:detail", args=[by.organization.slug, deal.pk]),
        by=by,
        now=now,
    )


def _refuse(detail):
    raise InvalidInput(detail, [{"pointer": "/project_manager", "code": "wrong_role", "detail": detail}])
