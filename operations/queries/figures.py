"""The facts as Prometheus figures. Per organization at most MOST_ORGANIZATIONS label values."""

import redis
from django.conf import settings
from prometheus_client.core import GaugeMetricFamily

MOST_ORGANIZATIONS = 200
PARTS = ("database", "migrations", "redis", "worker", "beat")


class FactsCollector:
    """A collector of prometheus_client over ``facts`` (operations.rules.Facts) as they were at ``now``."""

    def __init__(self, facts, alarms, now):
        self.facts, self.alarms, self.now = facts, alarms, now

    def collect(self):
        """Every figure of the platform, then those of the organizations."""
        facts = self.facts
        yield _by("msp_part_up", "1 where the part works.", "part", {p: facts.parts.get(p) == "ok" for p in PARTS})
        codes = {alarm.code for alarm in self.alarms}
        yield _by("msp_alarm", "1 for every alarm that check_health would raise.", "code", dict.fromkeys(codes, 1))
        overdue = {kind: self._age(at) for kind, at in facts.overdue.items()}
        yield _by("msp_work_overdue_seconds", "Age of the oldest due work nobody began.", "kind", overdue)
        yield GaugeMetricFamily("msp_lock_waits", "Sessions that wait for a lock.", facts.waiting_locks)
        yield GaugeMetricFamily(
            "msp_lock_wait_longest_seconds", "The longest of them.", facts.longest_lock.total_seconds()
        )
        yield GaugeMetricFamily(
            "msp_queue_depth", "Messages that wait in the broker; -1: not known.", queue_depth()
        )
        if facts.archived_at:
            yield GaugeMetricFamily(
                "msp_archive_age_seconds", "Since the last log segment.", self._age(facts.archived_at)
            )
        if facts.backup_at:
            yield GaugeMetricFamily(
                "msp_backup_age_seconds", "Since the last base backup.", self._age(facts.backup_at)
            )
        yield from self._mail()
        yield from self._runs()

    def _age(self, at):
        return max((self.now - at).total_seconds(), 0) if at else 0

    def _mail(self):
        owners = [*self.facts.organizations, *([self.facts.account_mail] if self.facts.account_mail else [])]
        oldest = max((self._age(each.oldest_at) for each in owners), default=0)
        yield GaugeMetricFamily("msp_mail_oldest_seconds", "Age of the oldest waiting mail of all.", oldest)
        worst = sorted(owners, key=lambda each: (-each.waiting, each.slug))[:MOST_ORGANIZATIONS]
        name = "organization"
        yield _by("msp_mail_waiting", "Mails that wait.", name, {e.slug: e.waiting for e in worst})
        yield _by(
            "msp_mail_waiting_seconds",
            "Age of the oldest of them.",
            name,
            {e.slug: self._age(e.oldest_at) for e in worst},
        )
        yield _by(
            "msp_mail_doubtful", "Mails nobody knows the fate of.", name, {e.slug: e.doubtful for e in worst}
        )

    def _runs(self):
        due = [each for each in self.facts.organizations if each.run][:MOST_ORGANIZATIONS]
        for part in ("expected", "sent", "undrafted", "overdue", "undelivered"):
            values = {each.slug: getattr(each.run, part) for each in due}
            yield _by(f"msp_run_{part}", f"Weekly updates of the week that left: {part}.", "organization", values)


def _by(name, words, label, values):
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], float(value))
    return family


def queue_depth():
    """Messages in the common queue of a Redis broker; -1 when it cannot be asked."""
    try:
        client = redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1, socket_connect_timeout=1)
        with client:
            return client.llen("celery")
    except (redis.RedisError, ValueError):
        return -1
