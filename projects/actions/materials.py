"""Materials: add a line, and say where it stands. Every change of an arrival stays in the trail."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import record
from core.conflicts import settle
from core.errors import DomainError
from projects import permissions
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock, refresh_health
from projects.actions.scope import settle_sow_bom
from projects.changes import applied
from projects.choices import BomLineState
from projects.models import ArrivalChange, BomLine, MaterialMove
from projects.rules.materials import behind, may_move, moved, resized, stored_portions, wrong_serials

FIELDS = (
    "description",
    "sku",
    "vendor",
    "order_number",
    "quantity",
    "unit_cost",
    "unit_price",
    "state",
    "eta",
    "needed_by",
    "is_critical",
    "staging_days",
)
MOST = Decimal("9999999999.9999")
MOST_STAGING_DAYS = 250
MOST_LINES = 30_000
MOST_SERIALS, MOST_SERIAL = 500, 80
WRONG_SERIALS = {
    "not_there": gettext_lazy("Serial numbers are noted with what has arrived."),
    "too_many": gettext_lazy("More serial numbers than pieces."),
    "twice": gettext_lazy("The same serial number twice."),
}
TEXTS = {"description": 300, "sku": 80, "vendor": 120, "order_number": 80}


@transaction.atomic
def add_material(*, project, description, quantity, by, now, **fields):
    """A new line at the end. ``fields`` are those of FIELDS; money per unit in the project's currency.

    Raises InvalidInput, NotAllowed, DomainError. Health is computed again: a late critical line moves the start.
    """
    prepare(project, by)
    _refuse_substituted(fields.get("state"))
    last = BomLine.objects.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_LINES:
        raise DomainError("too_many_lines", _("A project has at most %d lines of materials.") % MOST_LINES)
    line = BomLine(project=project, position=last + 1, created_at=now, updated_at=now)
    changed = applied(line, {"description": description, "quantity": quantity, **fields}, FIELDS)
    _check(line)
    line.save()
    if line.eta is not None:
        _keep_arrival(line, None, by, now)
    finish(line, by, now, "material.added", changed)
    return line


@transaction.atomic
def add_materials(*, project, rows, by, now):
    """Lines at the end from a table that was pasted (dicts of FIELDS), all or none. Returns how many.

    Raises InvalidInput at ``/rows/<n>/<field>`` for the first line that cannot be taken.
    """
    prepare(project, by)
    last = BomLine.objects.filter(project=project).aggregate(last=Max("position"))["last"] or 0
    if last + len(rows) > MOST_LINES:
        raise DomainError("too_many_lines", _("A project has at most %d lines of materials.") % MOST_LINES)
    lines = []
    for number, values in enumerate(rows):
        line = BomLine(project=project, position=last + 1 + number, created_at=now, updated_at=now)
        applied(line, values, FIELDS)
        _check(line, f"/rows/{number}")
        lines.append(line)
    BomLine.objects.bulk_create(lines, batch_size=1000)
    ArrivalChange.objects.bulk_create(
        [
            ArrivalChange(line=line, was=None, now=line.eta, by=by, at=now, created_at=now)
            for line in lines
            if line.eta
        ],
        batch_size=1000,
    )
    settle_sow_bom(project, by=by, now=now)
    refresh_health(project, now=now)
    _record(project, project, by, now, "materials.pasted", {"lines": [None, len(lines)]})
    return len(lines)


@transaction.atomic
def move_material(*, line, source, target, quantity, by, now, note="", order_number="", eta=None, serials=()):
    """So many of the line go from one state to another. Returns the line.

    ``order_number`` and ``eta`` are set with it where they are given; ``serials`` are noted with what has arrived.
    Raises DomainError ``illegal_move`` for what cannot follow, InvalidInput for more than the state holds.
    """
    project = line.project
    prepare(project, by)
    line.refresh_from_db()
    line.project = project
    move, changes = _move(line, source, target, quantity, note, by, now)
    move.serials = _serials(line, serials, quantity, target)
    move.save()
    if move.serials:
        changes["serials"] = [None, ", ".join(move.serials)[:500]]
    changes |= _ordered(line, order_number, eta, by, now)
    line.save()
    finish(line, by, now, "material.moved", changes)
    return line


@transaction.atomic
def move_materials(*, project, lines, target, by, now, order_number="", eta=None):
    """Everything of these lines that may go there goes to ``target``. ``(moved, left)`` counts lines.

    What cannot follow stays where it is. Statements do not grow with the lines, but for their saving in batches.
    """
    prepare(project, by)
    _refuse_substituted(target)
    wanted = {line.pk for line in lines}
    rows = list(BomLine.objects.filter(project=project, pk__in=wanted))
    changed, names = [], []
    moves, arrivals = [], []
    for line in rows:
        steps = [(state, amount) for state, amount in line.quantities.items() if may_move(state, target)]
        if not steps:
            continue
        portions = line.quantities
        for state, amount in steps:
            portions = moved(portions, state, target, amount)
            moves.append(move_row(line, state, target, amount, "", by, now))
        set_portions(line, portions)
        before = line.eta
        line.order_number = order_number.strip()[:80] or line.order_number
        line.eta = eta or line.eta
        if line.eta != before:
            arrivals.append(ArrivalChange(line=line, was=before, now=line.eta, by=by, at=now, created_at=now))
        line.updated_at = now
        changed.append(line)
        names.append(line.description[:60])
    BomLine.objects.bulk_update(
        changed, ["state", "portions", "order_number", "eta", "updated_at"], batch_size=500
    )
    MaterialMove.objects.bulk_create(moves, batch_size=1000)
    ArrivalChange.objects.bulk_create(arrivals, batch_size=1000)
    if changed:
        settle_sow_bom(project, by=by, now=now)
        refresh_health(project, now=now)
        said = {"state": [None, str(target)], "lines": [None, "; ".join(names)[:500]]}
        _record(project, project, by, now, "materials.moved", said)
    return len(changed), len(wanted) - len(changed)


@transaction.atomic
def update_material(*, line, by, now, seen=None, **changes):
    """Set fields of FIELDS. Nothing is written when nothing differs. ``seen``: see ``update_task``.

    A new arrival day of a critical line moves the earliest start and with it the forecast.
    """
    project = line.project
    prepare(project, by)
    line.refresh_from_db()
    line.project = project
    before, eta = line.quantities, line.eta
    changed = applied(line, settle(line, seen, changes), FIELDS)
    if changed:
        _check(line)
        _follow(line, before, changed, by, now)
        if "eta" in changed:
            _keep_arrival(line, eta, by, now)
        line.updated_at = now
        line.save()
        finish(line, by, now, "material.updated", changed)
    return line


def _follow(line, before, changed, by, now):
    """Quantities per state after a change of the whole line: another state for all of it, or another quantity."""
    if "state" in changed:
        _refuse_substituted(line.state)
        wrong = [state for state in before if state != line.state and not may_move(state, line.state)]
        if wrong:
            _refuse_move(wrong[0], line.state)
        for state, amount in before.items():
            if state != line.state and amount:
                move_row(line, state, line.state, amount, "", by, now).save()
        line.portions = None
    elif "quantity" in changed:
        after = resized(before, line.quantity)
        if after is None:
            refuse("/quantity", "under_way", _("More than that are under way already. Move or cancel them first."))
        set_portions(line, after)


def _move(line, source, target, quantity, note, by, now):
    before = line.quantities
    if source not in BomLineState.values or target not in BomLineState.values:
        refuse("/target", "unknown", _("There is no such state."))
    if not may_move(source, target):
        _refuse_move(source, target)
    _refuse_substituted(target)
    if not 0 < quantity <= before.get(source, 0):
        said = {"count": f"{before.get(source, Decimal(0)).normalize():f}", "state": BomLineState(source).label}
        refuse("/quantity", "out_of_range", _("%(count)s are there: %(state)s.") % said)
    after = moved(before, source, target, quantity)
    set_portions(line, after)
    line.updated_at = now
    said = {"quantity": [str(source), f"{quantity.normalize():f} {target}"]}
    return move_row(line, source, target, quantity, note, by, now), said


def _serials(line, serials, quantity, target):
    """The serial numbers of a move, stripped. Raises InvalidInput for those that cannot be."""
    found = [text for text in (one.replace("\x00", "").strip() for one in serials) if text]
    if len(found) > MOST_SERIALS or any(len(one) > MOST_SERIAL for one in found):
        refuse("/serials", "too_long", _("At most 500 serial numbers at once, 80 characters each."))
    known = MaterialMove.objects.filter(line=line).values_list("serials", flat=True) if found else ()
    wrong = wrong_serials(found, quantity, target, [one for serials in known for one in serials])
    if wrong:
        refuse("/serials", wrong, WRONG_SERIALS[wrong])
    return found


def _ordered(line, order_number, eta, by, now):
    """The order and arrival that came with a move."""
    was = line.eta
    values = {"order_number": order_number.strip()[:80] or line.order_number, "eta": eta or line.eta}
    changed = applied(line, values, FIELDS)
    if "eta" in changed:
        _keep_arrival(line, was, by, now)
    return changed


def set_portions(line, portions):
    """Put quantities per state on the line; not saved."""
    line.portions, line.state = stored_portions(portions), behind(portions)


def move_row(line, source, target, quantity, note, by, now):
    """The row of one move; not saved."""
    return MaterialMove(
        line=line,
        source=source,
        target=target,
        quantity=quantity,
        note=note.strip()[:300],
        by=by,
        at=now,
        created_at=now,
    )


def _keep_arrival(line, was, by, now):
    ArrivalChange.objects.create(line=line, was=was, now=line.eta, by=by, at=now, created_at=now)


def _refuse_substituted(target):
    """Something else comes instead only by ``actions.substituting``."""
    if target == BomLineState.SUBSTITUTED:
        raise DomainError("needs_approval", _("Propose the substitute; the project manager approves it."))


def _refuse_move(source, target):
    said = {"source": BomLineState(source).label, "target": BomLineState(target).label}
    raise DomainError("illegal_move", _("“%(source)s” cannot become “%(target)s”.") % said)


def prepare(project, by):
    """Lock the project and see that ``by`` may change its materials."""
    lock(project)
    require_open(project)
    allowed = permissions.can_change_materials(by, project)
    require(allowed, _("The project's manager and lead tech change materials."))


def _check(line, pointer=""):
    text = line.description.replace("\x00", "")
    line.description = require_text(text, f"{pointer}/description", _("The line needs a description."))
    for name, most in TEXTS.items():
        if len(getattr(line, name)) > most:
            refuse(f"{pointer}/{name}", "too_long", _("At most %d characters.") % most)
    for name in ("quantity", "unit_cost", "unit_price"):
        value = getattr(line, name)
        if value is not None and not 0 <= value <= MOST:
            refuse(f"{pointer}/{name}", "out_of_range", _("Amounts are zero or more, below ten billion."))
    if line.state not in BomLineState.values:
        refuse(f"{pointer}/state", "unknown", _("There is no such state."))
    if not 0 <= line.staging_days <= MOST_STAGING_DAYS:
        refuse(
            f"{pointer}/staging_days", "out_of_range", _("Staging takes 0 to %d working days.") % MOST_STAGING_DAYS
        )


def finish(line, by, now, verb, changes):
    """What follows from any change of a line: the third responsibility, health, the trail."""
    project = line.project
    settle_sow_bom(project, by=by, now=now)
    refresh_health(project, now=now)
    _record(line, project, by, now, verb, changes)


def _record(obj, project, by, now, verb, changes):
    label = obj.description[:200] if isinstance(obj, BomLine) else project.title[:200]
    customer = project.customer_id
    record(by=by, verb=verb, obj=obj, project=project, customer=customer, at=now, changes=changes, label=label)
