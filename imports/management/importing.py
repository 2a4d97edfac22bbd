"""What the commands share that import a table of one kind: the file is read as it goes, whatever its length."""

import time
from pathlib import Path

from accounts.choices import Role
from accounts.management.organization import organization_named
from accounts.queries import member_by_email, members_with_role
from core import clock
from core.due import reschedule_work
from core.errors import DomainError, InvalidInput
from core.management.base import DomainCommand
from core.tenancy import organization_scope
from imports.actions import begin_at_once, stage_table
from imports.actions.deciding import DUE
from imports.choices import ImportState
from imports.kinds import KINDS
from imports.models import ImportJob
from imports.reading import as_csv, as_utf8
from imports.tasks import RETURN, steps

SHOWN_FAULTS = 20
LOOK_AGAIN = 5  # seconds


class ImportCommand(DomainCommand):
    """Subclasses name their ``kind``. Columns and values are those of the last time, else as they are guessed."""

    kind = ""

    def add_arguments(self, parser):
        parser.add_argument("organization", metavar="ORG", help="slug of the organization")
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV or .xlsx, headings in the first row")
        parser.add_argument("--dry-run", action="store_true", help="try every row, write none")
        parser.add_argument("--preset", default="", help="the system it comes from; default: recognized")
        parser.add_argument("--member", metavar="EMAIL", help="who imports; default: an owner")

    def run(self, **options):
        organization = organization_named(options["organization"])
        job = self._begun(organization, options)
        while job.is_working:
            for _step in steps(job.pk, organization.pk):
                self._show(organization, job.pk)
            job = self._show(organization, job.pk)
            if job.is_working:  # a worker has taken it over
                time.sleep(LOOK_AGAIN)
        with organization_scope(organization.pk):
            return self._result(ImportJob.objects.get(pk=job.pk))

    def _begun(self, organization, options):
        file, dry_run = options["file"], options["dry_run"]
        try:
            with organization_scope(organization.pk), file.open("rb") as stream:
                by, now = _member(organization, options["member"]), clock.now()
                by.organization = organization
                chunks = (as_csv if file.suffix.lower() == ".xlsx" else as_utf8)(stream)
                given = {
                    "kind": KINDS[self.kind],
                    "chunks": chunks,
                    "name": file.name[:140],
                    "preset": options["preset"],
                }
                job = stage_table(**given, by=by, now=now)
                return begin_at_once(job=job, dry_run=dry_run, by=by, now=now, due_at=now + RETURN)
        except OSError as error:
            raise DomainError("unreadable", f"{file} cannot be read: {error.strerror}.") from error
        except InvalidInput as error:
            lines = [f"{one['pointer']}: {one['detail']}" for one in error.errors]
            raise DomainError("wrong_table", "\n".join(lines) or error.message) from error

    def _show(self, organization, job_id):
        with organization_scope(organization.pk):
            job = ImportJob.objects.get(pk=job_id)
            reschedule_work(organization.pk, DUE, clock.now() + RETURN)  # should this process die
        self.stderr.write(f"{job.done} of {job.total} rows, {job.failed} wrong", ending="\r")
        return job

    def _result(self, job):
        for fault in job.faults.order_by("row")[:SHOWN_FAULTS]:
            self.stderr.write(f"row {fault.row}, {fault.column}: {fault.detail}")
        ends = (ImportState.CHECKED, ImportState.DONE)
        if job.state not in ends:
            raise DomainError("not_done", job.problem or f"The import is {job.get_state_display()}.")
        would = "would be " if job.state == ImportState.CHECKED else ""
        return (
            f"{job.created} {would}new, {job.updated} {would}changed, {job.skipped} the same already, "
            f"{job.failed} wrong."
        )


def _member(organization, email):
    if email is None:
        member, who = members_with_role(organization, Role.OWNER).first(), "an owner"
    else:
        member, who = member_by_email(email), email
    if member is None:
        raise DomainError("member_unknown", f"{organization.name} has no member {who}.")
    return member
