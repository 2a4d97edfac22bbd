"""Handing everything open from one member to another, when somebody leaves or is away for long."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import can_manage_members
from audit.actions import record
from core.errors import InvalidInput, NotAllowed
from deals.actions import assign_deal, hand_over_deal
from deals.permissions import can_decide_deals, can_edit_deals
from projects import permissions
from projects.actions.people import assign_people
from projects.models import Task
from projects.queries.held import held_by


@transaction.atomic
def hand_over_work(*, member, to, by, now):
    """Give ``to`` the open projects, tasks and deals of ``member``: what their roles allow. Returns how many.

    What ``to`` may not manage, lead, sell or look after stays where it is and stays listed. Raises NotAllowed
    for who does not manage members, InvalidInput for a person who left.
    """
    if not can_manage_members(by):
        raise NotAllowed(_("Only an owner or a service manager hands over the work of somebody."))
    if to.pk == member.pk or not to.is_active:
        sentence = _("Choose another active member.")
        raise InvalidInput(sentence, [{"pointer": "/member", "code": "invalid", "detail": sentence}])
    held = held_by(member)
    managed = held.managed if permissions.can_accept_deal(to) else []
    led = held.led if permissions.can_lead(to) else []
    for project in managed:
        assign_people(project=project, by=by, now=now, project_manager=to)
    for project in led:
        assign_people(project=project, by=by, now=now, lead_tech=to)
    for task in held.tasks:
        _assign(task, to, by, now)
    return len(managed) + len(led) + len(held.tasks) + _give_deals(held, to, by, now)


def _give_deals(held, to, by, now):
    sold = held.deals if can_edit_deals(to) else []
    cared_for = held.cared_for if can_decide_deals(to) else []
    for deal in sold:
        hand_over_deal(deal=deal, salesperson=to, by=by, now=now)
    for deal in cared_for:
        assign_deal(deal=deal, project_manager=to, by=by, now=now)
    return len(sold) + len(cared_for)


def _assign(task, to, by, now):
    changes = {"assignee": [task.assignee.name, to.name]}
    Task.objects.filter(pk=task.pk).update(assignee=to, updated_at=now)
    project = task.project
    record(
        by=by,
        verb="task.updated",
        obj=task,
        project=project,
        customer=project.customer_id,
        at=now,
        changes=changes,
    )
