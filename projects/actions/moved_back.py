"""Taking back a move of many lines: each stands where it stood, and the trail tells both ways."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from audit.actions import record
from projects.actions.health import refresh_health
from projects.actions.materials import prepare
from projects.actions.scope import settle_sow_bom
from projects.models import ArrivalChange, BomLine, MaterialMove

UNDO_WITHIN = timedelta(minutes=10)  # after a move; who asks checks it


def kept_lines(lines) -> dict:
    """Where lines stand, JSON-ready, by id. Call it before ``move_materials``."""
    return {
        str(line.pk): {
            "state": line.state,
            "portions": line.portions,
            "order_number": line.order_number,
            "eta": line.eta.isoformat() if line.eta else None,
        }
        for line in lines
    }


@transaction.atomic
def restore_materials(*, project, kept, moved_at, by, now):
    """Put the lines of ``kept_lines`` back that nobody has touched since ``moved_at``. Returns how many.

    Raises NotAllowed and DomainError as the move would.
    """
    prepare(project, by)
    lines = list(BomLine.objects.filter(project=project, pk__in=kept, updated_at=moved_at))
    moves, arrivals = [], []
    for line in lines:
        before, was = kept[str(line.pk)], line.eta
        moves += _moves_back(line, before, by, now)
        line.state, line.portions = before["state"], before["portions"]
        line.order_number = before["order_number"]
        line.eta = date.fromisoformat(before["eta"]) if before["eta"] else None
        if line.eta != was:
            arrivals.append(ArrivalChange(line=line, was=was, now=line.eta, by=by, at=now, created_at=now))
        line.updated_at = now
    BomLine.objects.bulk_update(lines, ["state", "portions", "order_number", "eta", "updated_at"])
    MaterialMove.objects.bulk_create(moves)
    ArrivalChange.objects.bulk_create(arrivals)
    if lines:
        settle_sow_bom(project, by=by, now=now)
        refresh_health(project, now=now)
        names = "; ".join(line.description[:60] for line in lines)[:500]
        record(
            by=by,
            verb="materials.moved_back",
            obj=project,
            project=project,
            customer=project.customer_id,
            at=now,
            changes={"lines": [None, names]},
            label=project.title[:200],
        )
    return len(lines)


def _moves_back(line, before, by, now):
    """What the line had gained goes to what it had lost. All of it came from one press, so one state gained."""
    had = BomLine(state=before["state"], quantity=line.quantity, portions=before["portions"]).quantities
    have = line.quantities
    gained = next((state for state, amount in have.items() if amount > had.get(state, 0)), None)
    lost = {state: amount - have.get(state, Decimal(0)) for state, amount in had.items()}
    return [
        MaterialMove(line=line, source=gained, target=state, quantity=amount, by=by, at=now, created_at=now)
        for state, amount in lost.items()
        if gained and amount > 0
    ]
