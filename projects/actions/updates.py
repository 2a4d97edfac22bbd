"""What a run of weekly updates leaves on its projects: evidence, and the dates the customer was told.

The same facts as ``record_evidence`` and ``record_told`` write for one project, for a whole run at once: a run of
a thousand projects must not take a thousand times the statements.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from projects.actions.evidence import VERBS
from projects.actions.health import PEOPLE, refresh_projects
from projects.choices import EvidenceEffect, EvidenceKind, ResponsibilityKey
from projects.models import Evidence, Project, Responsibility
from projects.rules.lifecycle import is_open

Key = ResponsibilityKey
TOLD = ("told_start", "told_end", "told_at")


@dataclass(frozen=True, slots=True)
class SentUpdate:
    """One project's part: its week, the sentence of the evidence, where to look, and the dates the customer read.

    ``start`` and ``end`` are None when nobody at the customer's got the update, or it named no dates.
    """

    project: Project
    week_start: dt.date
    text: str
    url: str
    start: dt.date | None = None
    end: dt.date | None = None


@transaction.atomic
def record_updates(*, sent, by, at):
    """Record a run: evidence for ``weekly_updates``, and for ``dates`` where what was told is news."""
    parts = {part.project.pk: part for part in sent}
    rows = Project.objects.filter(pk__in=parts).select_related(*PEOPLE).order_by("pk")
    projects = list(rows.select_for_update(of=("self",), no_key=True))
    duties = _duties(parts)
    evidence = [_update_evidence(parts[pk], duties[pk, Key.WEEKLY_UPDATES], by, at) for pk in parts]
    news = [project.pk for project in projects if _tell(project, parts[project.pk], at)]
    evidence += [_dates_evidence(parts[pk], duties[pk, Key.DATES], by, at) for pk in news]
    Evidence.objects.bulk_create(evidence)
    Project.objects.bulk_update(projects, TOLD, batch_size=100)
    refresh_projects(projects, now=at)
    _record(evidence, {project.pk: project for project in projects}, by, at)


def _duties(project_ids):
    rows = Responsibility.objects.filter(project_id__in=project_ids, key__in=(Key.WEEKLY_UPDATES, Key.DATES))
    return {(row.project_id, row.key): row for row in rows}


def _tell(project, part, at):
    """Put the dates on the project; whether they are news (see ``record_told``)."""
    if part.start is None or part.end is None or not is_open(project.status):
        return False
    news = project.told_at is None or project.dates_moved_at is not None
    news = news or (project.told_start, project.told_end) != (part.start, part.end)
    project.told_start, project.told_end, project.told_at = part.start, part.end, at
    return news


def _update_evidence(part, duty, by, at):
    return Evidence(
        responsibility=duty,
        kind=EvidenceKind.UPDATE,
        effect=EvidenceEffect.NOTES,
        text=part.text[:500],
        url=part.url,
        week_start=part.week_start,
        at=at,
        by=by,
    )


def _dates_evidence(part, duty, by, at):
    said = {"start": part.start.isoformat(), "end": part.end.isoformat()}
    return Evidence(
        responsibility=duty,
        kind=EvidenceKind.NOTE,
        effect=EvidenceEffect.FULFILLS,
        url=part.url,
        at=at,
        by=by,
        text=_("Told: start %(start)s, end %(end)s (weekly update).") % said,
    )


def _record(evidence, projects, by, at):
    after = _duties(projects)
    for fact in evidence:
        duty = fact.responsibility
        project = projects[duty.project_id]
        state = after[duty.project_id, duty.key].state
        record(
            by=by,
            verb=VERBS[fact.effect],
            obj=duty,
            project=project,
            customer=project.customer_id,
            at=at,
            changes={"evidence": [None, fact.text]}
            | ({"state": [duty.state, state]} if duty.state != state else {}),
        )
