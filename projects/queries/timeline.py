"""READ: the plan on a timeline: as approved, as expected now, what interrupts the customer."""

from django.db.models import Max, Min

from projects.judgment import spans_of
from projects.models import BaselineTask, TimeEntry
from projects.queries.health_facts import facts_of
from projects.queries.plan_grid import baselines_of, ordered
from projects.queries.standards import standards
from projects.rules.timeline import Days, Row, with_phases


def timeline_of(project, now, number=None):
    """``(rows, baselines, baseline)``: a fixed number of statements. ``number`` chooses the baseline, else the newest."""
    zone = project.organization.zone
    norms = standards(project.organization, now.astimezone(zone).date())
    facts = facts_of([project.pk])[project.pk]
    spans = spans_of(project, facts, norms, now)
    baselines = list(baselines_of(project))
    baseline = next((one for one in baselines if one.number == number), baselines[0] if baselines else None)
    frozen = {row.task: row for row in BaselineTask.objects.filter(baseline=baseline)} if baseline else {}
    worked = _worked(project)
    rows = [
        (
            task.phase,
            Row(
                title=task.title,
                baseline=_days(frozen.pop(task.pk, None)),
                forecast=_expected(task, spans.get(task.pk), worked.get(task.pk), zone),
                disruptive=task.disruptive,
                done=task.done_at is not None,
            ),
        )
        for task in ordered(facts.tasks)
    ]
    gone = sorted(frozen.values(), key=lambda row: row.position)
    rows += [(row.phase, Row(title=row.title, baseline=_days(row), disruptive=row.disruptive)) for row in gone]
    return with_phases(rows), baselines, baseline


def _worked(project):
    """The first and the last day with hours of each task."""
    rows = TimeEntry.objects.filter(project=project, task__isnull=False).order_by().values("task")
    rows = rows.annotate(first=Min("on"), last=Max("on"))
    return {row["task"]: Days(row["first"], row["last"]) for row in rows}


def _expected(task, span, worked, zone):
    """Done: the days on which it was done. Open: from its first hour, else as laid, to where the forecast ends it."""
    if task.done_at is not None:
        finished = task.done_at.astimezone(zone).date()
        start = worked.start if worked else task.planned_start or finished
        return Days(min(start, finished), finished)
    if span is None:
        return None
    start = worked.start if worked else span.start
    return Days(min(start, span.end), span.end)


def _days(row):
    if row is None or not (row.starts_on or row.ends_on):
        return None
    start = row.starts_on or row.ends_on
    return Days(start, max(start, row.ends_on or start))
