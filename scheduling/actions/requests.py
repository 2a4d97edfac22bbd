"""Support requests come in: new ones are added, known ones brought up to date, the same ones left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.db.inserting import insert_rows
from core.errors import InvalidInput, NotAllowed
from scheduling.actions.demand import amounts_of, shift_days
from scheduling.choices import SHIPPED_TYPES
from scheduling.models import RequestType, SupportRequest
from scheduling.permissions import can_report_requests

FIELDS = (
    "title",
    "request_type_id",
    "level",
    "priority",
    "opened_at",
    "closed_at",
    "assignee_id",
    "customer_id",
    "customer_name",
    "hours",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One request of a delivery: ``was`` holds the fields that changed as they had been; None says it is new."""

    request: SupportRequest
    was: Mapping | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a delivery did, in rows; ``taken`` in the order of the delivery."""

    created: int
    updated: int
    unchanged: int
    taken: tuple[Taken, ...] = ()


def ensure_request_types() -> dict[str, RequestType]:
    """The request types of the organization in force by key; an organization without any gets the eleven shipped."""
    found = {row.key: row for row in RequestType.objects.order_by("position")}
    if found:
        return found
    rows = [
        RequestType(
            key=shipped.key,
            name=str(shipped.name),
            position=position,
            counts_as_demand=shipped.counts_as_demand,
            must_be_scheduled=shipped.must_be_scheduled,
            contractual=shipped.contractual,
        )
        for position, shipped in enumerate(SHIPPED_TYPES, start=1)
    ]
    RequestType.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.key: row for row in RequestType.objects.order_by("position")}


@transaction.atomic
def receive_requests(*, requests: Sequence[Mapping], by, now) -> Receipt:
    """Add or change support requests, known by ``external_id``; what a mapping leaves out stays as it is.

    Each mapping has ``external_id`` and any of FIELDS. A new one needs ``request_type_id`` and ``opened_at``.
    All or nothing: raises InvalidInput with a pointer per faulty entry, NotAllowed for other roles.
    """
    if not can_report_requests(by):
        raise NotAllowed(_("Only support, dispatch, a service manager or an owner reports support requests."))
    _check_once(requests)
    known = _locked([one["external_id"] for one in requests])
    taken, faults = [], []
    for place, values in enumerate(requests):
        row = known.get(values["external_id"])
        fresh = row is None
        row = row or SupportRequest(external_id=values["external_id"], opened_at=None)
        was = _apply(row, values)
        faults += _faults(row, place)
        taken.append(Taken(row, None if fresh else was))
    if faults:
        raise InvalidInput(_("Some requests cannot be taken; none was."), faults)
    new = [one.request for one in taken if one.was is None]
    changed = [one.request for one in taken if one.was]
    before = amounts_of(by.organization, [row.pk for row in changed])
    _write(new, changed, by, now)
    shift_days(by.organization, before, amounts_of(by.organization, [row.pk for row in (*new, *changed)]))
    return Receipt(len(new), len(changed), len(taken) - len(new) - len(changed), tuple(taken))


def _check_once(requests):
    seen, faults = set(), []
    for place, one in enumerate(requests):
        if one["external_id"] in seen:
            faults.append(_fault(place, "external_id", "repeated", _("This id stands twice in one delivery.")))
        seen.add(one["external_id"])
    if faults:
        raise InvalidInput(_("Some requests cannot be taken; none was."), faults)


def _locked(external_ids):
    """Rows of those ids, locked in one order so that two deliveries cannot wait for each other."""
    rows = SupportRequest.objects.select_for_update().filter(external_id__in=external_ids).order_by("external_id")
    return {row.external_id: row for row in rows}


def _apply(row, values):
    """Set what differs; what it had been."""
    was = {name: getattr(row, name) for name in FIELDS if name in values and getattr(row, name) != values[name]}
    for name in was:
        setattr(row, name, values[name])
    return was


def _faults(row, place):
    faults = []
    if row.request_type_id is None:
        faults.append(_fault(place, "type", "required", _("A new request needs its type.")))
    if row.opened_at is None:
        faults.append(_fault(place, "opened_at", "required", _("A new request needs the time it was opened.")))
    elif row.closed_at is not None and row.closed_at < row.opened_at:
        faults.append(_fault(place, "closed_at", "before_opened", _("It cannot be closed before it was opened.")))
    return faults


def _fault(place, name, code, detail):
    return {"pointer": f"/{place}/{name}", "code": code, "detail": detail}


def _write(new, changed, by, now):
    for row in (*new, *changed):
        row.updated_at = now
    insert_rows(SupportRequest, new)
    SupportRequest.objects.bulk_update(changed, [*FIELDS, "updated_at"], batch_size=500)
    if new or changed:
        counts = {"created": [None, len(new)], "updated": [None, len(changed)]}
        record(by=by, verb="support_requests.received", obj=(new or changed)[0], changes=counts)


@transaction.atomic
def take_back_requests(*, back: Sequence[tuple], by, now) -> dict:
    """Undo what deliveries did, the latest first: ``(id, updated_at then, was)`` with ``was`` of ``Taken``.

    A new request goes, a changed one gets its fields back. Returns ``{id: why}`` of those left alone because somebody
    wrote them since. Raises NotAllowed for other roles.
    """
    if not can_report_requests(by):
        raise NotAllowed(_("Only support, dispatch, a service manager or an owner reports support requests."))
    rows = SupportRequest.objects.select_for_update().filter(pk__in={pk for pk, _then, _was in back})
    known = {row.pk: row for row in rows.order_by("external_id")}
    as_they_were = {pk: row.updated_at for pk, row in known.items()}
    gone, changed, refused = {}, {}, {}
    for pk, then, was in back:
        row = known.get(pk)
        if row is None:
            continue
        if as_they_were[pk] != then and pk not in changed:
            refused[pk] = _("It was changed since.")
        elif was is None:
            gone[pk] = row
        else:
            _apply(row, was)
            changed[pk] = row
    _put_back(by, now, gone, {pk: row for pk, row in changed.items() if pk not in gone})
    return refused


def _put_back(by, now, gone, changed):
    rows = [*gone.values(), *changed.values()]
    if not rows:
        return
    before = amounts_of(by.organization, [row.pk for row in rows])
    SupportRequest.objects.filter(pk__in=list(gone)).delete()
    for row in changed.values():
        row.updated_at = now
    SupportRequest.objects.bulk_update(changed.values(), [*FIELDS, "updated_at"], batch_size=500)
    shift_days(by.organization, before, amounts_of(by.organization, list(changed)))
    counts = {"removed": [None, len(gone)], "restored": [None, len(changed)]}
    record(by=by, verb="support_requests.taken_back", obj=rows[0], changes=counts)
