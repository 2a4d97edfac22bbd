"""What every action on one update asks first: the row, its lock, the right, its state."""

from django.utils.translation import gettext as _

from core.errors import DomainError, NotAllowed
from updates.choices import UpdateState
from updates.models import WeeklyUpdate
from updates.permissions import can_manage_update
from updates.queries.runs import PEOPLE

UNSENT = (UpdateState.DRAFT, UpdateState.APPROVED, UpdateState.HELD)


def lock(update):
    """Lock the update's row and read it and its project afresh into ``update``."""
    rows = WeeklyUpdate.objects.select_related(*PEOPLE).select_for_update(of=("self",))
    update.refresh_from_db(from_queryset=rows)
    return update


def lock_for(by, update, states):
    """``lock``, the right of ``by``, and one of ``states``. Raises NotAllowed or DomainError ``wrong_state``."""
    lock(update)
    if not can_manage_update(by, update):
        raise NotAllowed(_("Only the project's manager, their deputy, a service manager or an owner may do that."))
    if update.state not in states:
        state = update.get_state_display().lower()
        raise DomainError("wrong_state", _("Nothing was changed: this update is %s.") % state)
    return update


def require_words(update):
    """Raise DomainError ``words_needed`` while an update that needs the manager's sentence has none."""
    if update.needs_words and not update.words.strip():
        raise DomainError(
            "words_needed",
            _("Say why in a sentence first: the verdict is not on track or it changed since last week."),
        )
