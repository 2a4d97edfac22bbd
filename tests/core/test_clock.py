"""The only clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core import clock

NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def test_the_offset_moves_the_clock(settings):
    settings.CLOCK_OFFSET = timedelta(days=3, hours=2)
    ahead = clock.now() - timezone.now()
    assert abs(ahead - timedelta(days=3, hours=2)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", "2026-12-31"), ("Europe/Vienna", "2027-01-01"), ("America/New_York", "2026-12-31")],
)
def test_today_is_a_matter_of_the_zone(settings, zone, day):
    settings.CLOCK_OFFSET = NEW_YEAR - timezone.now()
    assert clock.today(zone).isoformat() == day
