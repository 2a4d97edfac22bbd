"""Support requests come in: new ones are added, known ones brought up to date, the same ones left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import InvalidInput, NotAllowed
from scheduling.actions.demand import sum_days
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
class Receipt:
    """What a delivery did, in rows."""

    created: int
    updated: int
    unchanged: int


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
    moments = {row.opened_at for row in known.values()}
    new, changed, faults = [], [], []
    for place, values in enumerate(requests):
        row = known.get(values["external_id"])
        fresh = row is None
        row = row or SupportRequest(external_id=values["external_id"], opened_at=None)
        differs = _apply(row, values)
        faults += _faults(row, place)
        if fresh:
            new.append(row)
        elif differs:
            changed.append(row)
    if faults:
        raise InvalidInput(_("Some requests cannot be taken; none was."), faults)
    _write(new, changed, by, now)
    if new or changed:
        sum_days(by.organization, moments | {row.opened_at for row in (*new, *changed)})
    return Receipt(len(new), len(changed), len(requests) - len(new) - len(changed))


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
    differs = False
    for name in FIELDS:
        if name in values and getattr(row, name) != values[name]:
            setattr(row, name, values[name])
            differs = True
    return differs


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
    SupportRequest.objects.bulk_create(new, batch_size=500)
    SupportRequest.objects.bulk_update(changed, [*FIELDS, "updated_at"], batch_size=500)
    if new or changed:
        counts = {"created": [None, len(new)], "updated": [None, len(changed)]}
        record(by=by, verb="support_requests.received", obj=(new or changed)[0], changes=counts)
