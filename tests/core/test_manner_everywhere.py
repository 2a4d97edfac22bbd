"""Every staff page writes days, times and numbers as its reader wants: nothing on it goes past ``core.formats``."""

import datetime as dt
import html
import re

import pytest
from django.utils.html import strip_tags

from accounts.models import User
from tests.isolation.routes import routes_under
from tests.isolation.world import NOW, make_world

pytestmark = pytest.mark.django_db
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# What somebody who reads 2026-11-20 and 16:00 must not meet: Nov 20, November 20, 4:00 PM, 11/20/2026.
FOREIGN = re.compile(
    rf"\b(?:{MONTHS})[a-z]*\.?\s\d{{1,2}}\b|\b\d{{1,2}}(?::\d\d)?\s?[AP]M\b|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b"
)
# Mails are read by others than who is at the page: shown as they were sent, their subjects too.
MAILS = ("/html/", "/body/")
SUBJECT = re.compile(r"(?:ready|was due) \w{3} \d{1,2} \(week \d+\)")
UNREAD = re.compile(r"<(pre|textarea|option|script|style)\b.*?</\1>", re.DOTALL)


def test_no_staff_page_shows_a_day_or_time_in_another_manner(harbor, signed_in, settings):
    settings.CLOCK_OFFSET = NOW - dt.datetime.now(dt.UTC)
    world = make_world(harbor)
    User.objects.filter(pk=harbor.owner.user_id).update(date_style="iso", clock_style="24", number_style="comma")
    client, wrong, opened = signed_in(harbor.owner), [], 0
    for route in routes_under("o/", "profile/", "account/security/"):
        answer = client.get(route.address(world.values(route)))
        if (
            route.path.endswith(MAILS)
            or answer.status_code != 200
            or not answer.headers["Content-Type"].startswith("text/html")
        ):
            continue
        opened += 1
        text = html.unescape(strip_tags(UNREAD.sub("", answer.content.decode())))
        text = SUBJECT.sub("", text)
        wrong += [
            f"{route}: {found.group()!r} in …{text[max(0, found.start() - 50) : found.end() + 20]!r}"
            for found in FOREIGN.finditer(text)
        ]
    assert opened > 60
    assert not wrong, "\n".join(wrong)
