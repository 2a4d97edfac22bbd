"""``send_weekly_updates [--organization ORG] [--now ISO8601] [--dry-run]``: the scheduler's tick, by hand."""

import datetime as dt

from django.core.management.base import CommandError
from django.db import transaction

from accounts.directory import active_organizations
from accounts.management.organization import organization_named
from core import clock
from core.calendar import iso_week_label
from core.due import work_is_due_at
from core.management.base import DomainCommand
from core.tenancy import organization_scope
from updates.actions import run_week
from updates.actions.runs import DUE_KIND
from updates.queries.left_out import left_out


def instant(text):
    """An aware instant from ISO 8601; without an offset it is refused."""
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is no instant; an example is 2026-11-20T15:00:00-05:00.") from None
    if value.tzinfo is None:
        raise CommandError(f"“{text}” has no offset; an example is 2026-11-20T15:00:00-05:00.")
    return value.astimezone(dt.UTC)


class Command(DomainCommand):
    """Runs the weekly updates of one or all organizations (contract, section 3)."""

    help = "Draft, send and close the weekly updates that are due; workers deliver what is queued."

    def add_arguments(self, parser):
        parser.add_argument("--organization", metavar="ORG", help="slug; without it every organization")
        parser.add_argument("--now", metavar="ISO8601", help="the instant to decide by, instead of the clock")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen and change nothing")

    def run(self, **options):
        now = instant(options["now"]) if options["now"] else clock.now()
        slug = options["organization"]
        organizations = [organization_named(slug)] if slug else list(active_organizations())
        manner = {"pretended": bool(options["now"]), "dry_run": options["dry_run"]}
        lines = [line for organization in organizations for line in self._run(organization, now, **manner)]
        if options["dry_run"]:
            lines.append("Dry run: nothing was changed.")
        return "\n".join(lines) or "There is no organization."

    def _run(self, organization, now, *, pretended, dry_run):
        with organization_scope(organization.pk):
            reports = run_week(organization, now=now)
            if pretended:
                # The run set its next look by this instant; the scheduler goes by the clock.
                work_is_due_at(organization.pk, DUE_KIND, clock.now())
            lines = [line for report in reports for line in self._lines(organization, report, now)]
            if dry_run:
                transaction.set_rollback(True)
        return lines

    def _lines(self, organization, report, now):
        yield from report_lines(organization, report)
        for project, reason in left_out(organization, report.week_start, now):
            yield f"  left out: {project.number} {project.title}, {reason}"


def report_lines(organization, report):
    """One line of counts, then a line for each update that did not leave and each project that broke."""
    counts = {
        "drafted": report.drafted,
        "sent": report.sent,
        "waiting": len(report.waiting),
        "late": len(report.late),
        "recipients": report.recipients,
    }
    said = ", ".join(f"{name} {count}" for name, count in counts.items())
    yield f"{organization.slug} {iso_week_label(report.week_start)}: {said}"
    for word, updates in (("waiting", report.waiting), ("late", report.late)):
        for update in updates:
            yield f"  {word}: {update.project.number} {update.project.title}, {reason(update)}"
    for failure in report.failed:
        project = failure.project
        yield f"  failed: {project.number} {project.title}, could not be {failure.what} ({failure.error})"


def reason(update):
    """What the update waits for, and on whom."""
    manager = update.project.project_manager.name
    if update.state == "held":
        return f"held: {update.hold_reason}"
    if update.state == "approved":
        return "approved"
    return (
        f"needs words of {manager}" if update.needs_words and not update.words else f"needs approval of {manager}"
    )
