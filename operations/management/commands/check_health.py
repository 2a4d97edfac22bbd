"""``check_health [--json] [--every SECONDS]``: alarms on standard output and by exit code, for cron or a monitoring agent.

Runs outside Celery on purpose: what watches must not hang on what is watched.
"""

import json
import logging
import sys
import time
from dataclasses import asdict

from django.db import connections

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
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="look for ever, log what begins and ends"
        )

    def run(self, **options):
        if options["every"]:
            self._watch(options["every"])
        found = _look()
        for alarm in found:
            self.stdout.write(json.dumps(asdict(alarm)) if options["json"] else str(alarm))
        if found:
            sys.exit(1)

    def _watch(self, pause):
        """Never returns. A look that fails is an alarm itself and does not end the watch."""
        known = {}
        while True:
            try:
                now_on = {(alarm.code, alarm.about): alarm for alarm in _look()}
            except Exception:
                logger.exception("the look at the product's health failed")
                now_on = known
            for key, alarm in now_on.items():
                if key not in known:
                    logger.error("alarm begins: %s", alarm, extra={"alarm": alarm.code})
            for key in known.keys() - now_on.keys():
                logger.info("alarm ends: %s (%s)", *key, extra={"alarm": key[0]})
            known = now_on
            connections.close_all()
            time.sleep(pause)


def _look():
    now = clock.now()
    return alarms(facts(now), now)
