"""How a member is told of an event, and when not."""

import datetime as dt

import pytest

from accounts.choices import USUAL_WAYS, NotificationEvent, NotificationWay, ways_of
from accounts.models import NotificationChoice, StaffProfile
from accounts.queries import choices_of, is_absent, is_quiet, notification_choice, notification_choices


def test_every_event_has_a_usual_way_that_it_may_take():
    assert set(USUAL_WAYS) == set(NotificationEvent)
    assert all(USUAL_WAYS[event] in ways_of(event) for event in NotificationEvent)


@pytest.mark.django_db
def test_a_choice_holds_for_its_member_and_event_only(harbor):
    with harbor.scope():
        NotificationChoice.objects.create(member=harbor.sales, event="released", way="none")
        assert notification_choice(harbor.sales, "released") == NotificationWay.NONE
        assert notification_choice(harbor.sales, "deal_returned") == NotificationWay.MAIL
        both = notification_choices([harbor.sales, harbor.owner], NotificationEvent.RELEASED)
        assert both == {harbor.sales.pk: "none", harbor.owner.pk: "mail"}
        assert choices_of(harbor.sales)[NotificationEvent.RELEASED] == NotificationWay.NONE


@pytest.mark.parametrize(
    ("start", "end", "at", "quiet"),
    [
        (None, None, 3, False),
        (22, 6, 23, True),
        (22, 6, 5, True),
        (22, 6, 6, False),
        (12, 13, 12, True),
        (12, 13, 13, False),
        (9, 9, 9, False),
    ],
)
def test_quiet_hours_may_span_midnight(start, end, at, quiet):
    hours = [None if hour is None else dt.time(hour) for hour in (start, end)]
    assert is_quiet(StaffProfile(quiet_from=hours[0], quiet_until=hours[1]), dt.time(at)) is quiet


@pytest.mark.parametrize(
    ("start", "end", "absent"), [(None, None, False), (20, 20, True), (19, None, True), (21, 22, False)]
)
def test_absence_counts_both_days(start, end, absent):
    days = [None if day is None else dt.date(2026, 11, day) for day in (start, end)]
    profile = StaffProfile(absent_from=days[0], absent_until=days[1])
    assert is_absent(profile, dt.date(2026, 11, 20)) is absent
