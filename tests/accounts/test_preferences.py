"""What a person decides about themselves: zone, picture, notifications."""

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import NotificationChoice, StaffProfile, User, UserPicture
from accounts.queries import notification_choice
from accounts.samples import mail_samples
from audit.models import AuditEvent
from core.formats import Manner, read_as

pytestmark = pytest.mark.django_db
CHOICES = "/profile/notifications/"


def png(size=(900, 600)):
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, "PNG")
    return SimpleUploadedFile("me.png", content.getvalue(), "image/png")


def chosen(page):
    """The form as the page shows it, to send back."""
    form = page.context["form"]
    return {field.name: field.value() or "" for field in form}


def test_a_zone_of_one_s_own_shows_the_times_in_it(harbor, signed_in):
    client = signed_in(harbor.sales)
    form = {"name": "Sam Ortiz", "theme": "", "time_zone": "Europe/Vienna", "language": ""}
    assert client.post("/profile/", form).status_code == 302
    assert User.objects.get(pk=harbor.sales.user_id).time_zone == "Europe/Vienna"
    client.get("/o/harbor/home/")
    assert "CET" in client.get("/account/security/").content.decode()
    assert client.post("/profile/", form | {"time_zone": "Mars/Base"}).status_code == 422


def test_dates_times_and_numbers_are_written_as_the_reader_wants_and_mails_as_ever(harbor, signed_in):
    client = signed_in(harbor.owner)
    form = {"name": "Olivia Grant", "theme": "", "date_style": "iso", "clock_style": "24", "number_style": "comma"}
    assert client.post("/profile/", form).status_code == 302
    page = client.get("/account/security/").content.decode()
    assert re.search(r"last seen now, \d\d:\d\d\sE", page)
    with harbor.scope():
        StaffProfile.objects.filter(member=harbor.technician).update(
            weekly_hours="37.50", absent_from=dt.date(2026, 11, 20), absent_until=None
        )
    page = client.get("/o/harbor/settings/members/").content.decode()
    assert "37,5\N{NO-BREAK SPACE}h" in page
    assert "from 2026-11-20" in page
    assert "37.5\N{NO-BREAK SPACE}h" in signed_in(harbor.sales).get("/o/harbor/settings/members/").content.decode()
    with read_as(Manner("iso", "24", "comma")):
        assert "Nov\N{NO-BREAK SPACE}20" in mail_samples()[1].mail.text
    assert client.post("/profile/", form | {"clock_style": "13"}).status_code == 422


def test_a_picture_is_made_small_and_shown_to_colleagues_only(harbor, rival, signed_in):
    client = signed_in(harbor.sales)
    assert client.post("/profile/picture/", {"picture": png()}).status_code == 302
    address = f"/o/harbor/settings/members/{harbor.sales.pk}/picture/"
    answer = signed_in(harbor.owner).get(address)
    assert answer["Content-Type"] == "image/png"
    assert max(Image.open(io.BytesIO(answer.content)).size) == 256
    assert signed_in(rival.owner).get(address).status_code == 404
    assert signed_in(rival.owner).get(address.replace("harbor", "summit")).status_code == 404
    assert f'src="{address}?v=' in client.get("/profile/").content.decode()
    client.post("/profile/picture/", {"remove": "1"})
    assert client.get(address).status_code == 404


def test_what_is_no_picture_is_refused(harbor, signed_in):
    client = signed_in(harbor.sales)
    client.post("/profile/picture/", {"picture": SimpleUploadedFile("me.png", b"<svg onload=alert(1)>")})
    client.post("/profile/picture/", {})
    assert not UserPicture.objects.exists()


def test_notifications_are_chosen_event_by_event(harbor, signed_in):
    client = signed_in(harbor.sales)
    form = chosen(client.get(CHOICES)) | {"released": "none", "quiet_from": "19:00", "quiet_until": "07:30"}
    assert client.post(CHOICES, form).status_code == 302
    with harbor.scope():
        assert notification_choice(harbor.sales, "released") == "none"
        assert NotificationChoice.objects.count() == 1
        assert StaffProfile.objects.get(member=harbor.sales).quiet_until.hour == 7
        assert AuditEvent.objects.get(verb="member.notifications_chosen").changes["released"] == ["mail", "none"]
    assert client.post(CHOICES, form | {"digest": "in_app"}).status_code == 422
    assert client.post(CHOICES, form | {"released": "mail"}).status_code == 302
    with harbor.scope():
        assert notification_choice(harbor.sales, "released") == "mail"
