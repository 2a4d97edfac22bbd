"""DECIDE: which facts are an alarm. Pure: facts in, alarms out.

An alarm says what an operator must look at. What waits for a person of the organization (an approval, a wrong
address) is theirs, stands on their pages and is no alarm.
"""

import datetime as dt
from dataclasses import dataclass, field

RUN_MUST_BE_COMPLETE_AFTER = dt.timedelta(minutes=60)
MAIL_MUST_LEAVE_WITHIN = dt.timedelta(minutes=2)
WORK_MUST_BEGIN_WITHIN = dt.timedelta(minutes=5)
LOCK_MUST_END_WITHIN = dt.timedelta(seconds=60)
BACKUP_MUST_BE_YOUNGER_THAN = dt.timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Alarm:
    """``code`` is stable and names the line of the runbook, ``about`` the organization's slug or a part."""

    code: str
    about: str
    sentence: str

    def __str__(self):
        return f"{self.code} ({self.about}): {self.sentence}"


@dataclass(frozen=True, slots=True)
class OrganizationFacts:
    """One organization: its outbox and its week (``run`` is an ``updates`` RunState or None).

    ``stuck_since`` is when the oldest mail was queued that no recipient's server has answered; ``accepted_at`` when a
    mail last left.
    """

    slug: str
    waiting: int = 0
    oldest_at: dt.datetime | None = None
    stuck_since: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    doubtful: int = 0
    run: object = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The platform: parts by name (``core.readiness``), due work, locks, archive, organizations."""

    parts: dict
    overdue: dict = field(default_factory=dict)  # kind -> oldest due instant
    waiting_locks: int = 0
    longest_lock: dt.timedelta = dt.timedelta()
    archive_fails: bool = False
    archived_at: dt.datetime | None = None
    backup_at: dt.datetime | None = None
    backup_expected: bool = False
    account_mail: OrganizationFacts | None = None
    organizations: tuple = ()


PARTS = {
    ("database", "unreachable"): ("database_away", "The database does not answer."),
    ("migrations", "pending"): ("migrations_pending", "The database is not migrated to this release."),
    ("redis", "unreachable"): ("redis_away", "Redis does not answer; work waits for the sweepers."),
    ("worker", "silent"): ("worker_silent", "No worker has taken a message from the queue for a minute."),
    ("beat", "silent"): ("beat_silent", "The scheduler has not rung for a minute."),
}


def alarms(facts, now):
    """Every Alarm that ``facts`` call for at ``now``; empty in a quiet hour."""
    found = [
        Alarm(code, part, words)
        for (part, state), (code, words) in PARTS.items()
        if facts.parts.get(part) == state
    ]
    found += [_overdue(kind, at, now) for kind, at in facts.overdue.items() if now - at > WORK_MUST_BEGIN_WITHIN]
    found += _database(facts, now)
    owners = [*([facts.account_mail] if facts.account_mail else []), *facts.organizations]
    for each in owners:
        found += [alarm for alarm in (_mail(each, now), _run(each, now)) if alarm]
    return found


def _overdue(kind, at, now):
    return Alarm(
        "work_overdue", kind, f"Work “{kind}” has been due for {_minutes(now - at)} min and nobody began it."
    )


def _database(facts, now):
    if facts.longest_lock > LOCK_MUST_END_WITHIN:
        yield Alarm(
            "lock_waits",
            "database",
            f"{facts.waiting_locks} sessions wait for locks, the longest for {facts.longest_lock.seconds} s.",
        )
    if facts.archive_fails:
        yield Alarm(
            "archive_fails", "backup", "PostgreSQL cannot archive its log: a restore would lose the newest work."
        )
    if facts.backup_expected and (facts.backup_at is None or now - facts.backup_at > BACKUP_MUST_BE_YOUNGER_THAN):
        yield Alarm("backup_old", "backup", "There is no base backup from the last 26 hours.")


def _mail(each, now):
    if each.stuck_since is None or now - each.stuck_since < MAIL_MUST_LEAVE_WITHIN:
        return None
    if each.accepted_at and now - each.accepted_at < MAIL_MUST_LEAVE_WITHIN:
        return None  # busy, not stuck
    return Alarm(
        "mail_stuck",
        each.slug,
        f"{each.waiting} mails wait, the oldest for {_minutes(now - each.stuck_since)} min.",
    )


def _run(each, now):
    run = each.run
    if run is None or run.is_complete or now - run.send_at < RUN_MUST_BE_COMPLETE_AFTER:
        return None
    return Alarm(
        "run_incomplete",
        each.slug,
        f"The week of {run.week_start} is incomplete {_minutes(now - run.send_at)} min after its moment: "
        f"{run.undrafted} not drafted, {run.overdue} not sent, {run.undelivered} mails not delivered.",
    )


def _minutes(span):
    return int(span.total_seconds() // 60)
