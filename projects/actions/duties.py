"""Making states and due dates of the twelve follow from facts. Nobody else writes them."""

from projects.choices import EvidenceEffect, EvidenceKind, ResponsibilityKey
from projects.models import Responsibility
from projects.queries.weeks import updates_owed_from
from projects.rules import responsibilities as rules
from projects.rules.lifecycle import ENDED
from projects.rules.weeks import next_moment

STORED = ["state", "since", "due_on", "updated_at"]


def make_twelve(project, *, won_on, received_on, norms, now):
    """Create the twelve of a new project with their due dates; the days are local ones."""
    rows = [
        Responsibility(
            project=project,
            key=item.key,
            position=item.position,
            since=now,
            state=rules.initial_state(item.key),
            due_on=rules.due_on(
                item.key,
                won_on=won_on,
                received_on=received_on,
                start=project.committed_start,
                delivered_on=None,
                calendar=norms.calendar,
                due_days=norms.due_days.get((project.project_class, item.key)),
            ),
        )
        for item in rules.TWELVE
    ]
    Responsibility.objects.bulk_create(rows)
    return {row.key: row for row in rows}


def approve_plan_by_facts(project, rows):
    """The plan counts as approved from the moment its responsibility is settled, until it is reopened."""
    row = rows[ResponsibilityKey.PLAN]
    standing = _standing(row, rules.Conditions())
    project.plan_approved_at = standing.since if standing.state in rules.SETTLED else None


def renew_states(project, rows, norms, now):
    """Set state, since and due date of each row from the facts; the rows that changed."""
    conditions = rules.Conditions(
        plan_approved=project.plan_approved_at is not None, delivered=project.delivered_on is not None
    )
    changed = []
    for row in rows.values():
        standing = _standing(row, conditions)
        due = due_date(project, row, norms)
        if (row.state, row.due_on) == (standing.state.value, due) and standing.since in (None, row.since):
            continue
        if row.state != standing.state.value or standing.since:
            row.since = standing.since or now
        row.state, row.due_on = standing.state.value, due
        changed.append(row)
    return changed


def due_date(project, row, norms):
    """When the responsibility is due now: on its own day, or on that of its last reopening when that is later."""
    due, again = _own_due_date(project, row, norms), _reopened_on(row, norms.zone)
    return max(due, again) if due and again else due


def _reopened_on(row, zone):
    moments = [fact.at for fact in row.facts if fact.effect == EvidenceEffect.REOPENS]
    return max(moments).astimezone(zone).date() if moments else None


def _own_due_date(project, row, norms):
    """What was counted from the day won keeps its date."""
    if rules.BY_KEY[row.key].due_from == rules.DueFrom.WON:
        return row.due_on
    return rules.due_on(
        row.key,
        won_on=None,
        start=project.committed_start,
        delivered_on=project.delivered_on,
        calendar=norms.calendar,
        next_update_on=next_update_on(project, row, norms),
        due_days=norms.due_days.get((project.project_class, row.key)),
    )


def next_update_on(project, row, norms):
    """The local day of the next weekly update that is still owed, None before the start and after the end."""
    if row.key != ResponsibilityKey.WEEKLY_UPDATES or project.status in ENDED:
        return None
    told = [fact.week_start for fact in row.facts if fact.kind == EvidenceKind.UPDATE]
    after = norms.weekly.planned(max(told)) if told else None
    moment = next_moment(norms.weekly, updates_owed_from(project, norms.zone), project.ended_at, after=after)
    return moment and moment.astimezone(norms.zone).date()


def store_states(rows, now):
    """Write the changed rows. One statement."""
    for row in rows:
        row.updated_at = now
    if rows:
        Responsibility.objects.bulk_update(rows, STORED)


def _standing(row, conditions):
    facts = [rules.EvidenceFact(fact.effect, fact.at) for fact in row.facts]
    return rules.state_from(row.key, facts, waived_at=row.waived_at, conditions=conditions)
