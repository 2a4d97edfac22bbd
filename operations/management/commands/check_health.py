"""``check_health [--json]``: alarms on standard output and by exit code, for cron or a monitoring agent.

Runs outside Celery on purpose: what watches must not hang on what is watched.
"""

import json
import logging
import sys
from dataclasses import asdict

from core import clock
from core.management.base import DomainCommand
from operations.queries.facts import facts
from operations.rules import alarms

logger = logging.getLogger(__name__)


class Command(DomainCommand):
    """Exit code 0 and no output in a quiet hour; 1 and one line per alarm otherwise."""

    help = "Say what an operator must look at; exit code 1 when there is something."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON object per alarm")

    def run(self, **options):
        now = clock.now()
        found = alarms(facts(now), now)
        for alarm in found:
            self.stdout.write(
                json.dumps(asdict(alarm)) if options["json"] else f"{alarm.code} ({alarm.about}): {alarm.sentence}"
            )
        if found:
            sys.exit(1)
