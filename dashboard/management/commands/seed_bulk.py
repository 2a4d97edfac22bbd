"""``seed_bulk --organizations N --projects M [--tasks K]``: data for measuring, millions of rows in minutes."""

import time

from django.core.management.base import CommandError

from core.management.base import DomainCommand
from core.models import DueWork
from core.tenancy import organization_scope
from dashboard.bulk.copies import drop_patterns, multiply, take_patterns
from dashboard.bulk.crowd import gather, next_number
from dashboard.bulk.patterns import SPREAD, make_patterns
from projects.models import ProjectNumber


class Command(DomainCommand):
    """Adds organizations ``bulk-0001`` …; nothing is ever due for them (contract, section 3)."""

    help = "Add organizations with many projects, for benchmarks."

    def add_arguments(self, parser):
        parser.add_argument("--organizations", type=int, required=True)
        parser.add_argument("--projects", type=int, required=True, help="projects of each organization")
        parser.add_argument("--tasks", type=int, default=20, help="tasks of each project")

    def run(self, *, organizations, projects, tasks, **options):
        if min(organizations, projects, tasks) < 1:
            raise CommandError("Organizations, projects and tasks are 1 or more.")
        self._begin, rows, number = time.monotonic(), 0, next_number()
        originals, patterns = self._originals(number, min(projects, len(SPREAD)), tasks)
        for index in range(organizations):
            crowd = originals if index == 0 else gather(number + index)
            done = len(patterns) if index == 0 else 0
            rows += self._fill(crowd, originals, patterns, projects - done, done + 1)
            DueWork.objects.filter(organization=crowd.organization).delete()
            self._tell(index + 1, organizations, rows)
        drop_patterns()
        return (
            f"{organizations} organizations with {projects} projects each: {rows} rows in {self._seconds():.1f} s."
        )

    def _originals(self, number, count, tasks):
        crowd = gather(number)
        with organization_scope(crowd.organization.pk):
            patterns = make_patterns(crowd, count=count, tasks=tasks)
            drop_patterns()
            take_patterns(patterns)
        return crowd, patterns

    def _fill(self, crowd, originals, patterns, count, first):
        if count < 1:
            return 0
        with organization_scope(crowd.organization.pk):
            ProjectNumber.objects.get_or_create()
            return multiply(crowd, originals, count=count, patterns=len(patterns), first=first)

    def _tell(self, done, total, rows):
        if done == total or done % 10 == 1:
            self.stdout.write(f"  {done} of {total} organizations, {rows} rows, {self._seconds():.1f} s")

    def _seconds(self):
        return time.monotonic() - self._begin
