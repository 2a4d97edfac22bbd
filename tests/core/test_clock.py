"""The only clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from core import clock
from core.models import ChangedAt
from customers.models import Customer

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


def test_no_row_asks_another_clock():
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    automatic = [f for f in fields if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False)]
    assert [str(field) for field in automatic if not isinstance(field, ChangedAt)] == []
    assert len(automatic) > 8


@pytest.mark.django_db
def test_a_changed_row_carries_the_offset_of_the_clock(harbor, settings):
    settings.CLOCK_OFFSET = timedelta(days=40)
    with harbor.scope():
        row = Customer.objects.create(organization=harbor.organization, name="Forty days on")
        assert abs(Customer.objects.get(pk=row.pk).updated_at - clock.now()) < timedelta(minutes=1)
