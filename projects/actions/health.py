"""Keeping what is stored true: health, the twelve states, their due dates, and dates that moved unsaid.

Every action that changes a fact calls ``refresh_health`` in its own transaction; the daily job calls
``refresh_all`` as days pass.
"""

import datetime as dt

from django.db import transaction

from core.calendar import local_instant
from projects.actions import duties
from projects.choices import EvidenceEffect, EvidenceKind, ResponsibilityKey, ResponsibilityState
from projects.judgment import HEALTH_FIELDS, judge, stored
from projects.models import Evidence, Project
from projects.queries.duties import duty_rows
from projects.queries.health_facts import facts_of
from projects.queries.standards import standards
from projects.rules.lifecycle import AFTER_DELIVERY, ENDED

BATCH = 100
STILL_STANDS_AT = 17
REFRESHED = ("dates_moved_at", "plan_approved_at", *HEALTH_FIELDS)
PEOPLE = ("organization", "customer", "project_manager__user", "lead_tech__user", "salesperson__user")


def lock(project):
    """Lock the project's row until the transaction ends and read it afresh into ``project``."""
    rows = Project.objects.select_related(*PEOPLE).select_for_update(of=("self",), no_key=True)
    project.refresh_from_db(from_queryset=rows)
    return project


def refresh_health(project, *, now):
    """Compute and store health, states and due dates of one project. The caller holds its lock."""
    _refresh([project], standards(project.organization, _today(project.organization, now)), now)
    return project


def refresh_projects(projects, *, now):
    """The same for several projects of one organization, in statements that do not grow within a batch."""
    for start in range(0, len(projects), BATCH):
        batch = projects[start : start + BATCH]
        organization = batch[0].organization
        _refresh(batch, standards(organization, _today(organization, now)), now)


@transaction.atomic
def refresh_batch(organization, *, now, after=None, size=BATCH):
    """Refresh the next ``size`` open projects by id after ``after``; the last id, or None at the end."""
    rows = Project.objects.exclude(status__in=ENDED).select_related(*PEOPLE).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    projects = list(rows.select_for_update(of=("self",), no_key=True)[:size])
    if projects:
        _refresh(projects, standards(organization, _today(organization, now)), now)
    return projects[-1].pk if len(projects) == size else None


def refresh_all(organization, now):
    """Refresh every open project of the organization in force."""
    last = refresh_batch(organization, now=now)
    while last is not None:
        last = refresh_batch(organization, now=now, after=last)


def next_daily_run(organization, now):
    """The next moment (UTC) to look at the projects: just after local midnight, or local 17:00.

    At 17:00 it is decided whether a date that moved still stands, so that the customer must be told.
    """
    zone = organization.zone
    today = now.astimezone(zone).date()
    days = (today + dt.timedelta(days=ahead) for ahead in range(3))
    moments = [local_instant(day, 0, hour, minute, zone) for day in days for hour, minute in ((0, 5), (17, 0))]
    return min(moment for moment in moments if moment > now)


def _today(organization, now):
    return now.astimezone(organization.zone).date()


def _refresh(projects, norms, now):
    rows = duty_rows([project.pk for project in projects])
    facts = facts_of([project.pk for project in projects])
    changed = []
    for project in projects:
        before = [getattr(project, name) for name in REFRESHED]
        duties.approve_plan_by_facts(project, rows[project.pk])
        judgment = judge(project, facts[project.pk], norms, now)
        stored(project, judgment)
        _note_moved_dates(project, judgment, rows[project.pk], norms, now)
        if before != [getattr(project, name) for name in REFRESHED]:
            project.updated_at = now
        project.health_at = now
        changed += duties.renew_states(project, rows[project.pk], norms, now)
    _store(projects)
    duties.store_states(changed, now)


def _store(projects):
    fields = [*REFRESHED, "health_at", "updated_at"]
    if (
        len(projects) == 1
    ):  # after every act: writing the statement of bulk_update takes longer than all that is judged
        projects[0].save(update_fields=fields)
    else:
        Project.objects.bulk_update(projects, fields, batch_size=BATCH)


def _note_moved_dates(project, judgment, rows, norms, now):
    """Silence about a date: the forecast has passed what was told by a working day and stands at 17:00."""
    moved = moved_dates(project, judgment.time, norms.calendar)
    if not moved:
        project.dates_moved_at = None
        return
    project.dates_moved_at = project.dates_moved_at or now
    row = rows[ResponsibilityKey.DATES]
    if now >= stands_from(project.dates_moved_at, norms.zone) and row.state == ResponsibilityState.DONE:
        row.facts.append(
            Evidence.objects.create(
                responsibility=row,
                kind=EvidenceKind.CHANGE,
                effect=EvidenceEffect.REOPENS,
                at=now,
                by=None,
                text="; ".join(
                    f"{name} moved to {new}, the customer was told {told}" for name, new, told in moved
                ),
            )
        )


def moved_dates(project, time, calendar):
    """``(name, expected, told)`` of each date that has passed what the customer was told by a working day."""
    if project.told_at is None or project.status in (AFTER_DELIVERY | ENDED):
        return []
    dates = [("End", time.end.expected, project.told_end)]
    if project.started_on is None:
        dates.append(("Start", time.start.expected, project.told_start))
    return [
        (name, new, told)
        for name, new, told in dates
        if new and told and calendar.working_days_between(told, new) >= 1
    ]


def stands_from(moved_at, zone):
    """The first local 17:00 at or after the moment a date moved: from then on silence counts."""
    day = moved_at.astimezone(zone).date()
    moment = local_instant(day, 0, STILL_STANDS_AT, 0, zone)
    return moment if moment >= moved_at else local_instant(day, 1, STILL_STANDS_AT, 0, zone)
