"""The service coordinator's question: who is on what right now, and what waits for whom."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Max

from accounts.choices import Role
from accounts.queries import members
from projects.queries import current_tasks
from scheduling.models import RequestType, SupportRequest

# Upper ends of the age classes of open requests; older ones fall into the last.
AGES = (dt.timedelta(hours=4), dt.timedelta(days=1), dt.timedelta(days=3), dt.timedelta(days=7))
STALE_AFTER = dt.timedelta(hours=1)
MOST_SHOWN = 500
TECHNICAL = (Role.LEAD_TECH, Role.SUPPORT, Role.TECHNICIAN)  # shown even when idle: they are who can help


@dataclass(slots=True)
class PersonNow:
    """One member: the task they are on, if any, and their open requests, most urgent first."""

    member: object
    task: object = None
    requests: list = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RightNow:
    """Everything the page shows. ``counts`` are (type name, requests per age class, total), busiest first."""

    unassigned: list
    people: list
    counts: list
    open_count: int
    as_of: dt.datetime | None
    is_stale: bool
    is_cut: bool  # more are open than are listed; the counts know all of them


def right_now(organization, *, now, today) -> RightNow:
    """The state of support in six statements, whatever the number of people and requests."""
    listed = list(_open().order_by("priority", "opened_at", "id")[:MOST_SHOWN])
    counted = list(SupportRequest.objects.filter(closed_at=None).values_list("request_type_id", "opened_at"))
    as_of = SupportRequest.objects.aggregate(last=Max("updated_at"))["last"]
    return RightNow(
        unassigned=[row for row in listed if row.assignee_id is None],
        people=_people(organization, listed, today),
        counts=_counts(counted, now),
        open_count=len(counted),
        as_of=as_of,
        is_stale=as_of is not None and now - as_of > STALE_AFTER,
        is_cut=len(counted) > len(listed),
    )


def _open():
    return SupportRequest.objects.filter(closed_at=None).select_related("request_type", "customer")


def _people(organization, listed, today):
    by_person = defaultdict(list)
    for row in listed:
        by_person[row.assignee_id].append(row)
    tasks = current_tasks(organization, today=today)
    everyone = [PersonNow(one, tasks.get(one.pk), by_person.get(one.pk, [])) for one in members(organization)]
    busy = [one for one in everyone if one.task or one.requests or one.member.has_role(*TECHNICAL)]
    return sorted(busy, key=lambda one: (-len(one.requests), one.member.user.name))


def _counts(counted, now):
    names = dict(RequestType.objects.values_list("pk", "name"))
    found = defaultdict(Counter)
    for type_id, opened_at in counted:
        found[type_id][_age_class(now - opened_at)] += 1
    rows = [
        (names[type_id], [ages[place] for place in range(len(AGES) + 1)], ages.total())
        for type_id, ages in found.items()
    ]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def _age_class(age):
    return next((place for place, end in enumerate(AGES) if age <= end), len(AGES))
