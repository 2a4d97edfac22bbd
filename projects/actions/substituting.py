"""Another product instead of the one that was sold: proposed by the team, approved by the project manager with the customer."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from projects import permissions, told
from projects.actions.guards import refuse, require, require_text
from projects.actions.materials import finish, move_row, prepare, set_portions
from projects.choices import BomLineState
from projects.rules.materials import moved, substitutable

MOST = 300


@transaction.atomic
def propose_substitute(*, line, substitute, why, by, now):
    """Say what could come instead of all that is not there yet. A later proposal takes the place of an earlier one.

    Raises DomainError ``nothing_to_substitute``, InvalidInput, NotAllowed. Nothing moves before the approval.
    """
    _afresh(line, by)
    if not substitutable(line.quantities):
        raise DomainError("nothing_to_substitute", _("All of it is there, or is not to come."))
    line.substitute = _text(substitute, "/substitute", _("Say what comes instead."))
    line.substitute_why = _text(why, "/why", _("Say why."))
    line.substitute_by, line.substitute_agreed, line.updated_at = by, "", now
    line.save()
    finish(line, by, now, "material.substitute_proposed", {"substitute": [None, line.substitute]})
    told.scope_waits(line.project, _named(line), [line.project.project_manager], by=by, now=now)
    return line


@transaction.atomic
def approve_substitute(*, line, agreed, by, now, seen=None):
    """All that is not there yet becomes “substituted”. ``agreed`` says who at the customer agreed, and how.

    ``seen`` is the proposal as it was read: another one by now is refused (409 ``changed_meanwhile``).
    """
    _decide(line, by)
    if seen is not None and seen != line.substitute:
        raise DomainError("changed_meanwhile", _("Something else is proposed by now. Read it again."))
    line.substitute_agreed = _text(agreed, "/agreed", _("Say who at the customer agreed, and how."))
    portions, note = line.quantities, f"{line.substitute}; {line.substitute_agreed}"
    for state, amount in substitutable(portions):
        portions = moved(portions, state, BomLineState.SUBSTITUTED, amount)
        move_row(line, state, BomLineState.SUBSTITUTED, amount, note, by, now).save()
    set_portions(line, portions)
    line.updated_at = now
    line.save()
    said = {"substitute": [None, line.substitute], "agreed": [None, line.substitute_agreed]}
    finish(line, by, now, "material.substituted", said)
    people = [line.substitute_by, line.project.lead_tech]
    told.scope_decided(line.project, _named(line), _("approved"), by=by, now=now, members=people)
    return line


@transaction.atomic
def refuse_substitute(*, line, by, now):
    """The proposal is off; the line stays as it was sold. Its manager and lead tech may."""
    _afresh(line, by)
    _require_proposal(line)
    was, people = line.substitute, [line.substitute_by, line.project.project_manager]
    line.substitute = line.substitute_why = ""
    line.substitute_by, line.updated_at = None, now
    line.save()
    finish(line, by, now, "material.substitute_refused", {"substitute": [was, None]})
    told.scope_decided(line.project, _named(line), _("taken back"), by=by, now=now, members=people)
    return line


def _named(line):
    return _("a substitute for %s") % line.description[:80]


def _afresh(line, by):
    project = line.project
    prepare(project, by)
    line.refresh_from_db()
    line.project = project


def _decide(line, by):
    _afresh(line, by)
    allowed = permissions.can_manage_project(by, line.project)
    require(allowed, _("The project manager approves a substitute."))
    _require_proposal(line)
    if not substitutable(line.quantities):
        raise DomainError("nothing_to_substitute", _("All of it is there, or is not to come."))


def _require_proposal(line):
    if not line.is_substitute_proposed:
        raise DomainError("not_proposed", _("No substitute is proposed."))


def _text(text, pointer, missing):
    found = require_text(text.replace("\x00", ""), pointer, missing)
    if len(found) > MOST:
        refuse(pointer, "too_long", _("At most %d characters.") % MOST)
    return found
