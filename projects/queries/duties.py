"""The twelve responsibilities of a project with their evidence; cells for pages stand in ``board``."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from projects.choices import EvidenceEffect
from projects.models import Evidence, Responsibility
from projects.rules.responsibilities import BY_KEY, is_late


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence; ``by`` is a Membership or None for the system."""

    kind: str
    effect: str
    text: str
    url: str
    by: object | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """One responsibility of one project with everything that is known of it."""

    key: str
    position: int
    name: str
    short_name: str
    owner_role: str
    counterparty: str
    state: str
    late: bool
    due_on: date | None
    since: datetime
    evidence: tuple[Fact, ...]
    waived_by: object | None
    waived_at: datetime | None
    waiver_reason: str
    updated_at: datetime


def duty_rows(project_ids):
    """``{project id: {key: Responsibility}}``, each with its evidence in ``facts``. Two statements."""
    rows, by_id = defaultdict(dict), {}
    for row in Responsibility.objects.filter(project_id__in=project_ids):
        row.facts = []
        rows[row.project_id][row.key] = row
        by_id[row.pk] = row
    for evidence in Evidence.objects.filter(responsibility_id__in=list(by_id)):
        by_id[evidence.responsibility_id].facts.append(evidence)
    return rows


def responsibilities_of(project, today):
    """The twelve of one project as ``Duty``, in order, with evidence and people. Two statements."""
    rows = list(Responsibility.objects.filter(project=project).select_related("waived_by__user"))
    facts = defaultdict(list)
    for evidence in Evidence.objects.filter(responsibility__in=[row.pk for row in rows]).select_related(
        "by__user"
    ):
        facts[evidence.responsibility_id].append(_fact(evidence))
    return tuple(_duty(row, facts[row.pk], today) for row in rows)


def _fact(evidence):
    effect = EvidenceEffect(evidence.effect)
    return Fact(evidence.kind, effect.value, evidence.text, evidence.url, evidence.by, evidence.at)


def _duty(row, facts, today):
    rule = BY_KEY[row.key]
    return Duty(
        key=row.key,
        position=row.position,
        name=rule.name,
        short_name=rule.short_name,
        owner_role=rule.owner_role,
        counterparty=rule.counterparty.value,
        state=row.state,
        late=is_late(row.state, row.due_on, today),
        due_on=row.due_on,
        since=row.since,
        evidence=tuple(facts),
        waived_by=row.waived_by,
        waived_at=row.waived_at,
        waiver_reason=row.waiver_reason,
        updated_at=row.updated_at,
    )
