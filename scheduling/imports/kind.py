"""The kind “tickets”: rows become support requests by the one action that takes them, a chunk at a time."""

import datetime as dt
from decimal import Decimal
from functools import partial

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Level
from accounts.queries import members
from core.cells import DAY_FIRST, MONTH_FIRST, instant_of, is_known, number_of, order_of
from core.errors import InvalidInput
from core.exports import original
from customers.queries import customers_by_name
from imports.choices import Act
from imports.kinds import Fault, Kind, Outcome
from scheduling.actions import ensure_request_types, receive_requests, take_back_requests
from scheduling.imports.cells import level_of, priority_of
from scheduling.imports.columns import COLUMNS, GENERIC, SERVICENOW
from scheduling.imports.sorting import SORTS
from scheduling.models import SupportRequest
from scheduling.permissions import can_report_requests

CHUNK = 1000
DEFAULT_TYPE = "incident"
LEVELS = frozenset(Level.values)
LONGEST_ID, LONGEST_TITLE, LONGEST_NAME = 120, 300, 200
MOST_HOURS = Decimal("999999.99")
TOMORROW = dt.timedelta(days=1)
UTC = "UTC"


class Reader:
    """Reads the rows of one chunk: what was told of the file, and the names that we know."""

    def __init__(self, organization, told, now):
        self.told, self.now = told, now
        options = told.options
        self.order = options.get("dates") or MONTH_FIRST
        self.zone = dt.UTC if options.get("zone") == UTC else organization.zone
        self.types = ensure_request_types()
        self.default = options.get("type") or DEFAULT_TYPE
        self.organization = organization

    @cached_property
    def people(self):
        """``{address or name in lower case: id}`` of the members; only read where a row names somebody."""
        rows = list(members(self.organization))
        return {one.name.lower(): one.pk for one in rows} | {one.user.email.lower(): one.pk for one in rows}

    def read(self, number, values, customers):
        """``(what receive_requests takes, faults)`` of one row."""
        faults = []
        wrong = partial(_wrong, faults, number, values)
        row = {"external_id": original(values["external_id"])}
        if not row["external_id"]:
            wrong("external_id", "required", _("The ticket has no number."))
        elif len(row["external_id"]) > LONGEST_ID:
            wrong("external_id", "too_long", _("A ticket number has at most %s characters.") % LONGEST_ID)
        row |= self._moments(values, wrong) | self._sorted(values, wrong)
        if "title" in values:
            row["title"] = original(values["title"])[:LONGEST_TITLE]
        if "priority" in values:
            row["priority"] = priority_of(values["priority"])
        if "assignee" in values:
            row["assignee_id"] = self._person(values["assignee"])
        if "customer" in values:
            name = _name(values["customer"])
            row["customer_name"], row["customer_id"] = name, customers.get(name.lower())
        if "hours" in values:
            row["hours"] = _hours(values["hours"], wrong)
        return row, faults

    def _moments(self, values, wrong):
        found = {}
        for name in ("opened_at", "resolved_at", "closed_at"):
            if name in values and is_known(values[name]):
                found[name] = instant_of(values[name], self.order, self.zone)
                if found[name] is None:
                    wrong(
                        name,
                        "date",
                        _("That is no day and time as this file writes them. Are day and month right?"),
                    )
        opened = found.get("opened_at")
        if "opened_at" not in found:
            wrong("opened_at", "required", _("The ticket has no time at which it was opened."))
        elif opened and opened > self.now + TOMORROW:
            wrong("opened_at", "future", _("That is yet to come. Are day and month the right way round?"))
        row = {"opened_at": opened}
        if "resolved_at" in values or "closed_at" in values:
            # The work ended when it was resolved; many desks close days later by themselves.
            name = "resolved_at" if found.get("resolved_at") else "closed_at"
            row["closed_at"] = found.get(name)
            if opened and row["closed_at"] and row["closed_at"] < opened:  # in the hour that the clocks repeat
                row["closed_at"] = instant_of(values[name], self.order, self.zone, fold=1)
        return row

    def _sorted(self, values, wrong):
        """Type and level: the level's own column, then what was said of the category, then of the group."""
        said = [self._said(column, values.get(column, "")) for column in ("category", "group")]
        key = next((one["type"] for one in said if one.get("type") in self.types), self.default)
        kept = self.types.get(key) or next(iter(self.types.values()))
        level = next((one["level"] for one in said if one.get("level") in LEVELS), "")
        told = values.get("level", "")
        if is_known(told):
            level = level_of(told) or level
            if not level:
                wrong("level", "unknown", _("That is no level. Levels are L1, L2 and L3."))
        return {"request_type_id": kept.pk, "level": level}

    def _said(self, column, value):
        return self.told.sorting.get(column, {}).get(value[:LONGEST_ID], {})

    def _person(self, cell):
        """The member of that address or name; whoever is none is passed over: people leave."""
        return self.people.get(cell.lower()) if is_known(cell) else None


def receive(things, *, by, now, told):
    """An Outcome per ticket; of several rows with one number the last counts."""
    reader = Reader(by.organization, told, now)
    names = {_name(thing.rows[-1][1].get("customer", "")).lower() for thing in things}
    customers = customers_by_name(names - {""})
    outcomes, waiting = [None] * len(things), []
    for place, thing in enumerate(things):
        row, faults = reader.read(*thing.rows[-1], customers)
        if faults:
            outcomes[place] = Outcome(Act.FAILED, faults=tuple(faults))
        else:
            waiting.append((place, thing, row))
    _leave_untold([row for _place, _thing, row in waiting], things[0].rows[0][1])
    while waiting:
        now_taken, waiting = _first_of_each(waiting)
        _take(now_taken, outcomes, by, now)
    return outcomes


def _leave_untold(rows, columns):
    """A file that tells nothing of type or level changes neither of a ticket that we have."""
    untold = [] if {"category", "group"} & columns.keys() else ["request_type_id"]
    untold += [] if {"category", "group", "level"} & columns.keys() else ["level"]
    if untold:
        ids = [row["external_id"] for row in rows]
        known = set(SupportRequest.objects.filter(external_id__in=ids).values_list("external_id", flat=True))
        for row in rows:
            if row["external_id"] in known:
                for name in untold:
                    del row[name]


def _first_of_each(waiting):
    """The first row of each number, and the others, which come after them."""
    seen, first, later = set(), [], []
    for one in waiting:
        (later if one[2]["external_id"] in seen else first).append(one)
        seen.add(one[2]["external_id"])
    return first, later


def _take(rows, outcomes, by, now):
    """Write; rows that are refused fail, the others are written without them."""
    try:
        receipt = receive_requests(requests=[row for _place, _thing, row in rows], by=by, now=now)
    except InvalidInput as error:
        faulty = {}
        for one in error.errors:
            at, name = one["pointer"].strip("/").split("/")
            faulty.setdefault(int(at), []).append((name, one["code"], one["detail"]))
        for at, found in faulty.items():
            place, thing, _row = rows[at]
            outcomes[place] = Outcome(Act.FAILED, faults=tuple(_refused(thing, *one) for one in found))
        sound = [one for at, one in enumerate(rows) if at not in faulty]
        if sound:
            _take(sound, outcomes, by, now)
        return
    for (place, _thing, _row), taken in zip(rows, receipt.taken, strict=True):
        outcomes[place] = _outcome(taken)


def _outcome(taken):
    request, was = taken.request, taken.was
    act = Act.CREATED if was is None else Act.UPDATED if was else Act.SKIPPED
    label = f"{request.external_id} {request.title}" if act != Act.SKIPPED else ""
    return Outcome(act, request.pk, label, _as_json(was or {}), request.updated_at)


def undo(things, *, by, now):
    """New tickets go, changed ones get back what they had said, unless somebody wrote them since."""
    of_id = {thing.object_id: thing for thing in things}
    back = [
        (thing.object_id, thing.moment, None if thing.act == Act.CREATED else _from_json(thing.before))
        for thing in sorted(
            things, key=lambda thing: thing.act == Act.CREATED
        )  # a change comes after its creation
    ]
    return {of_id[pk].pk: why for pk, why in take_back_requests(back=back, by=by, now=now).items()}


def _as_json(was):
    return {
        name: value.isoformat()
        if isinstance(value, dt.datetime)
        else value
        if isinstance(value, int)
        else _text(value)
        for name, value in was.items()
    }


def _text(value):
    return None if value is None else str(value)


def _from_json(before):
    return {
        name: dt.datetime.fromisoformat(value)
        if value and name in ("opened_at", "closed_at")
        else Decimal(value)
        if value and name == "hours"
        else value
        for name, value in before.items()
    }


def _hours(cell, wrong):
    if not is_known(cell):
        return None
    hours = number_of(cell)
    if hours is None or not 0 <= hours <= MOST_HOURS:
        wrong("hours", "number", _("That is no number of hours."))
        return None
    return hours.quantize(Decimal("0.01"))


def _name(cell):
    return original(cell)[:LONGEST_NAME] if is_known(cell) else ""


def _wrong(faults, number, values, name, code, detail):
    faults.append(Fault(number, name, code, detail, values.get(name, "")))


def _refused(thing, name, code, detail):
    number, values = thing.rows[-1]
    column = "resolved_at" if name == "closed_at" and is_known(values.get("resolved_at", "")) else name
    return Fault(number, column, code, detail, values.get(column, ""))


def _options(organization):
    types = [(row.key, row.name) for row in ensure_request_types().values() if row.is_active]
    return [
        (
            "dates",
            _("Days are written"),
            [(MONTH_FIRST, _("2/29/2016: month first")), (DAY_FIRST, _("29/2/2016: day first"))],
        ),
        ("zone", _("Times are of"), [("", organization.time_zone), (UTC, "UTC")]),
        ("type", _("A ticket of no known category is"), [*_first_choice(types)]),
    ]


def _first_choice(types):
    """The list with the default in front: a form without an answer shows it."""
    return sorted(types, key=lambda one: one[0] != DEFAULT_TYPE)


def _suggest(rows):
    order = order_of(cell for row in rows for cell in (row.get("opened_at", ""), row.get("closed_at", "")))
    return {"dates": order} if order else {}


TICKETS = Kind(
    key="tickets",
    label=gettext_lazy("Ticket history"),
    columns=COLUMNS,
    may=can_report_requests,
    receive=receive,
    undo=undo,
    home="scheduling:demand",
    address="support-requests",
    scope="support",
    group="external_id",
    chunk=CHUNK,
    help=gettext_lazy(
        "One row per ticket of the service desk. It is what the reserve for support is computed from."
    ),
    options=_options,
    suggest=_suggest,
    presets=(SERVICENOW, GENERIC),
    sorts=SORTS,
)
