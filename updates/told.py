"""What project managers are told about their updates of a week: once when they wait, once when they are late."""

from itertools import groupby

from django.urls import reverse
from django.utils.translation import ngettext

from accounts.choices import NotificationEvent
from notices.actions import Told, notify_each


def waiting(updates, *, week_start, now):
    """Drafts wait for their managers' words or approval: one line a person and week."""
    _tell(updates, NotificationEvent.UPDATE_DUE, _waiting, week_start, now)


def late(updates, *, week_start, now):
    """The moment has passed without them: one line a person and week."""
    _tell(updates, NotificationEvent.UPDATE_LATE, _late, week_start, now)


def _waiting(count):
    return ngettext("%d weekly update waits for you.", "%d weekly updates wait for you.", count) % count


def _late(count):
    return ngettext("%d weekly update is late.", "%d weekly updates are late.", count) % count


def _tell(updates, event, words, week_start, now):
    rows = sorted(updates, key=lambda update: str(update.project.project_manager_id))
    told = []
    for _member, group in groupby(rows, key=lambda update: update.project.project_manager_id):
        own = list(group)
        manager = own[0].project.project_manager
        slug = manager.organization.slug
        url = f"{reverse('updates:queue', args=[slug])}?week={week_start.isoformat()}"
        told.append(Told(manager, words(len(own)), url, f"week:{week_start}"))
    notify_each(told=told, event=event, by=None, now=now)
