"""The originals: projects of every status with tasks, hours, evidence and health as the product's rules see them."""

import datetime as dt
from decimal import Decimal

from core import clock
from deals.actions import receive_deal
from mailing.choices import MailState
from mailing.models import OutgoingMail
from projects.actions import accept_deal, refresh_health
from projects.choices import EvidenceEffect, EvidenceKind, ProjectStatus
from projects.models import Evidence, Milestone, Project, Responsibility, Task, TimeEntry

Status = ProjectStatus
SPREAD = (
    *[Status.NOT_STARTED] * 3,
    *[Status.ACTIVE] * 12,
    *[Status.ON_HOLD] * 2,
    *[Status.DELIVERED] * 2,
    Status.CLOSING,
    *[Status.CLOSED] * 4,
    Status.CANCELLED,
)
TITLES = (
    "Network refresh",
    "Microsoft 365 migration",
    "Server room rebuild",
    "Backup replacement",
    "Firewall upgrade",
)
LEVELS = ("L2", "L1", "L3", "L2")
ENDED = (Status.CLOSED, Status.CANCELLED)
FINISHED = (Status.DELIVERED, Status.CLOSING, Status.CLOSED)
ALWAYS_SEEN = ("purchased", "sow_bom", "plan", "schedule", "escalation", "dates")
SEEN_AT_END = ("weekly_updates", "out_of_scope", "close_out", "acceptance", "retrospective")


def make_patterns(crowd, *, count, tasks):
    """Up to ``count`` projects with ``tasks`` tasks each, in the scope of the crowd's organization."""
    projects = [_make(crowd, index, tasks) for index in range(count)]
    OutgoingMail.objects.filter(state=MailState.QUEUED).update(state=MailState.ACCEPTED, accepted_at=clock.now())
    return projects


def _make(crowd, index, tasks):
    now = clock.now()
    age = 20 + (index * 13) % 60
    accepted = now - dt.timedelta(days=age)
    members, seller = crowd.members, crowd.members["seller"]
    deal = receive_deal(
        payload=_body(crowd, index, tasks, accepted), by=None, now=accepted, customer=crowd.customers[0]
    ).deal
    manager, lead = members[f"manager{1 + index % 3}"], members[f"lead{1 + index % 2}"]
    project = accept_deal(deal=deal, project_manager=manager, lead_tech=lead, by=manager, now=accepted)
    project.salesperson = seller
    _work(crowd, project, SPREAD[index % len(SPREAD)], accepted.date(), index)
    _see(project, manager, accepted, index)
    _mark(project, accepted.date(), now)
    refresh_health(Project.objects.select_related("organization").get(pk=project.pk), now=now)
    return project


def _body(crowd, index, tasks, accepted):
    lines = [
        {
            "kind": "labor",
            "description": f"Task {number}: install and verify equipment at site {number % 7}",
            "quantity": "6",
            "unit": "hour",
            "hours": "6",
            "skill_level": LEVELS[number % len(LEVELS)],
            "unit_price": "150.00",
            "unit_cost": "70.00",
        }
        for number in range(1, tasks + 1)
    ]
    lines.append(
        {
            "kind": "product",
            "sku": f"SKU-{index}",
            "description": "Switch, 48 ports",
            "quantity": "2",
            "unit": "each",
            "unit_price": "2150.00",
            "unit_cost": "1780.00",
        }
    )
    start = accepted.date() + dt.timedelta(days=5)
    return {
        "source": "bulk",
        "external_id": f"pattern-{index}",
        "title": TITLES[index % len(TITLES)],
        "customer": {"name": crowd.customers[0].name},
        "currency": "USD",
        "billing_model": "fixed_price",
        "salesperson_email": crowd.members["seller"].email,
        "po_number": "PO-1",
        "won_on": accepted.date().isoformat(),
        "contacts": [
            {"name": name, "email": f"{role}@{crowd.customers[0].mail_domain}", "role": role}
            for name, role in (("Pat Signer", "signer"), ("Kim Technical", "technical"))
        ],
        "target_start": start.isoformat(),
        "target_end": (start + dt.timedelta(days=30 + index)).isoformat(),
        "lines": lines,
    }


def _work(crowd, project, status, accepted_on, index):
    """Give the tasks people and days, log hours on the first part of them, and set the status that goes with it."""
    started, share = accepted_on + dt.timedelta(days=5), _share(status, index)
    rows = list(Task.objects.filter(project=project).order_by("position"))
    worked = int(len(rows) * share)
    entries = []
    for position, task in enumerate(rows):
        task.assignee = crowd.members[f"tech{1 + position % 3}"]
        task.planned_start = started + dt.timedelta(days=position)
        task.planned_end = task.planned_start + dt.timedelta(days=1)
        if position < worked:
            hours = Decimal(6 + (position + index) % 3 - 1)
            day = min(task.planned_start, clock.now().date() - dt.timedelta(days=1))
            entries.append(_entry(project, task, day, hours))
            task.actual, task.done_at = hours, dt.datetime.combine(day, dt.time(17), dt.UTC)
    Task.objects.bulk_update(rows, ["assignee", "planned_start", "planned_end", "actual", "done_at"])
    TimeEntry.objects.bulk_create(entries)
    project.status = status
    if status != Status.NOT_STARTED:
        project.started_on = started
    if status in FINISHED:
        project.delivered_on = max((entry.on for entry in entries), default=started)
    project.ended_at = clock.now() - dt.timedelta(days=2) if status in ENDED else None
    project.save()


def _share(status, index):
    if status in FINISHED:
        return 1
    return 0 if status == Status.NOT_STARTED else (3 + index % 6) / 10


def _entry(project, task, day, hours):
    return TimeEntry(
        project=project,
        task=task,
        member=task.assignee,
        entered_by=task.assignee,
        on=day,
        hours=hours,
        cost_rate=Decimal(70),
    )


def _see(project, manager, accepted, index):
    """Evidence: most of the early ones are seen, all of them once the project is closed, one waits now and then."""
    rows = {row.key: row for row in Responsibility.objects.filter(project=project)}
    keys = [key for number, key in enumerate(ALWAYS_SEEN) if (number + index) % 7]
    if project.status == Status.CLOSED:
        keys = [*ALWAYS_SEEN, *SEEN_AT_END]
    at = accepted + dt.timedelta(days=3)
    evidence = [_evidence(rows[key], EvidenceEffect.FULFILLS, "Seen and checked.", manager, at) for key in keys]
    if "purchased" not in keys:
        evidence.append(
            _evidence(rows["purchased"], EvidenceEffect.WAITS, "Asked for the signed list.", manager, at)
        )
    Evidence.objects.bulk_create(evidence)


def _evidence(row, effect, text, by, at):
    return Evidence(responsibility=row, kind=EvidenceKind.CONFIRMATION, effect=effect, text=text, by=by, at=at)


def _mark(project, accepted_on, now):
    days = (accepted_on + dt.timedelta(days=ahead) for ahead in (15, 40))
    Milestone.objects.bulk_create(
        Milestone(
            project=project,
            title=f"Milestone {number}",
            baseline_on=day,
            reached_on=day if day < now.date() else None,
        )
        for number, day in enumerate(days, 1)
    )
