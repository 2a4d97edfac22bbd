"""A week of a member's hours, saved at once; and hours that another system is the master of."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent
from core.conflicts import plain, settle_values
from core.errors import InvalidInput
from core.formats import format_day
from notices.actions import notify
from projects import permissions
from projects.actions.guards import require
from projects.actions.time import correct_time_entry, delete_time_entry, log_time
from projects.models import TimeEntry
from projects.queries.timesheet import cell_key, cell_of


@transaction.atomic
def save_week(*, member, cells, by, now, seen=None):
    """Set the hours of cells of the member's timesheet: ``{key: hours}``, None or 0 for none.

    Keys are those of ``queries.timesheet.cell_key``. ``seen`` is what the caller had read: untouched cells are
    never written back, Conflict where somebody changed the same cell meanwhile. Returns how many cells changed.
    Raises InvalidInput with ``/<key>`` as pointers, all of them at once, and NotAllowed; nothing is saved then.
    """
    cells = {key: value or None for key, value in cells.items()}
    if seen is not None:
        cells = {key: value for key, value in cells.items() if seen.get(key) != plain(value)}
    found = {key: cell_of(key) for key in cells}
    stored = _entries(member, found.values())
    sums = {key: plain(sum((entry.hours for entry in stored.get(key, ())), Decimal(0)) or None) for key in cells}
    mine = settle_values(sums, seen, cells)
    changed, faults = 0, []
    for key in sorted(mine, key=lambda key: str(found[key].project.pk)):
        try:
            changed += _set_cell(found[key], stored.get(key, []), mine[key], member=member, by=by, now=now)
        except InvalidInput as error:
            faults += [row | {"pointer": f"/{key}"} for row in error.errors] or [_fault(key, error.message)]
    if faults:
        raise InvalidInput(_("Nothing was saved: look at the marked hours."), faults)
    return changed


def _entries(member, cells):
    """``{key: [entries]}`` of the member in these cells, oldest first; one statement."""
    cells = list(cells)
    rows = TimeEntry.objects.filter(
        member=member, project__in={cell.project.pk for cell in cells}, on__in={cell.on for cell in cells}
    )
    projects, found = {cell.project.pk: cell.project for cell in cells}, {}
    for entry in rows.select_related("member__user", "task", "out_of_scope").order_by("id"):
        entry.project = projects[entry.project_id]
        key = cell_key(entry.project_id, entry.task_id, entry.on, entry.out_of_scope_id)
        found.setdefault(key, []).append(entry)
    return found


def _set_cell(cell, entries, hours, *, member, by, now):
    """Log, correct or take back; 1 when something changed. Several entries of one cell are corrected one by one."""
    act = {"by": by, "now": now}
    if len(entries) > 1:
        text = _("Several entries stand here; correct them one by one on the project’s plan.")
        raise InvalidInput(text, [_fault("", text)])
    if not entries:
        if hours is None:
            return 0
        where = {"project": cell.project, "task": cell.task, "out_of_scope": cell.extra}
        log_time(member=member, on=cell.on, hours=hours, **where, **act)
    elif hours is None:
        delete_time_entry(entry=entries[0], **act)
    else:
        correct_time_entry(entry=entries[0], hours=hours, **act)
    return 1


def remind_of_hours(*, member, monday, url, by, now):
    """Tell ``member`` that the hours of the week from ``monday`` are missing; once a week and person. True when told."""
    require(permissions.can_see_timesheets(by), _("Who coordinates projects reminds others of their hours."))
    said = _("%(who)s asks for your hours of the week from %(day)s.")
    text = said % {"who": by.name, "day": format_day(monday)}
    key = f"hours-{monday}"
    told = notify(
        members=[member], event=NotificationEvent.HOURS_MISSING, text=text, url=url, by=by, now=now, key=key
    )
    return bool(told)


def _fault(key, text):
    return {"pointer": f"/{key}", "code": "invalid", "detail": text}


@transaction.atomic
def receive_time(*, entries, by, now):
    """Hours that another system is the master of: ``entries`` are dicts of ``log_time`` with an ``external_id``.

    A known one is corrected (moved to another project or person, too), an unknown one logged. All or nothing.
    Returns ``[(entry, is_new)]``. Raises what ``log_time`` raises, with ``/<row>`` before the pointers.
    """
    names = [values["external_id"] for values in entries]
    rows = TimeEntry.objects.filter(external_id__in=names).select_related(
        "project__customer", "member__user", "task"
    )
    known = {entry.external_id: entry for entry in rows}
    order = sorted(range(len(entries)), key=lambda place: str(entries[place]["project"].pk))
    done = [None] * len(entries)
    for place in order:
        values = entries[place]
        try:
            done[place] = _receive(values, known.get(values["external_id"]), by, now)
        except InvalidInput as error:
            raise InvalidInput(
                error.message,
                [row | {"pointer": f"/{place}{row['pointer']}"} for row in error.errors],
                code=error.code,
            ) from error
        known[values["external_id"]] = done[place][0]
    return done


def _receive(values, entry, by, now):
    if entry is None:
        return log_time(by=by, now=now, **values), True
    if entry.project_id != values["project"].pk or entry.member_id != values["member"].pk:
        entry.project.organization = by.organization
        delete_time_entry(entry=entry, by=by, now=now)
        return log_time(by=by, now=now, **values), False
    entry.project = values["project"]
    given = {name: values[name] for name in ("on", "hours", "note", "billable", "task") if name in values}
    return correct_time_entry(entry=entry, by=by, now=now, **given), False
