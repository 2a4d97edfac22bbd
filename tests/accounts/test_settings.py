"""What an organization sets: the pages, who may, what follows, and that the trail says so."""

import datetime as dt
import html
import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts import actions
from accounts.models import ApiKey, Holiday, Organization, OrganizationSettings
from audit.models import AuditEvent
from core import clock
from core.models import DueWork
from mailing.models import OutgoingMail
from projects.actions import send_dates
from projects.actions.templates import save_template
from projects.models import Project
from projects.tasks import judge_anew
from tests.factories.projects import make_project
from tests.statements import counted_statements

BASE = "/o/harbor/settings/"
IDENTITY = {"name": "Harbor Light", "brand_color": "#1a4fae", "time_zone": "Europe/Vienna", "currency": "USD"}
HOURS = {"working_days": ["0", "1", "2", "3"], "day_starts": "07:30", "day_ends": "16:30", "daily_hours": "7.5"}
LIMITS = {
    "budget_amber_percent": "20",
    "budget_amber_hours": "4",
    "time_amber_percent": "10",
    "time_amber_days": "3",
}
UPDATES = {
    "send_weekday": "3",
    "send_time": "16:00",
    "draft_weekday": "2",
    "draft_time": "16:00",
    "update_mode": "unchanged_green",
    "sender_name": "Harbor updates",
    "reply_to": "Hello@harbor.example",
}


@pytest.fixture
def owner(harbor, signed_in):
    return signed_in(harbor.owner)


def image(kind="PNG", size=(900, 300)):
    content = io.BytesIO()
    Image.new("RGB", size, "#1a4fae").save(content, kind)
    return SimpleUploadedFile("logo.png", content.getvalue())


def test_every_section_opens_within_its_budget(owner, harbor):
    for name in ("", "organization/", "working-time/", "days-off/", "updates/", "thresholds/", "keys/"):
        with counted_statements() as made:
            assert owner.get(BASE + name).status_code == 200
        assert len(made) <= 8, (name, made)


def test_name_color_and_zone_are_saved_with_their_history(owner, harbor):
    assert owner.post(f"{BASE}organization/", IDENTITY).status_code == 302
    row = Organization.objects.get(slug="harbor")
    assert (row.name, row.brand_color, row.time_zone) == ("Harbor Light", "#1a4fae", "Europe/Vienna")
    with harbor.scope():
        event = AuditEvent.objects.get(verb="organization.updated")
        assert event.changes["time_zone"] == ["America/New_York", "Europe/Vienna"]


def test_a_color_that_cannot_be_read_is_refused_with_ratio_and_proposal(owner, harbor):
    page = owner.post(f"{BASE}organization/", IDENTITY | {"brand_color": "#ffcc00"})
    assert page.status_code == 422
    assert "1.5:1; text needs 4.5:1. The nearest that passes is #907300." in page.content.decode()


def test_the_currency_is_fixed_once_money_exists(owner, harbor):
    owner.post(f"{BASE}organization/", IDENTITY | {"currency": "EUR"})
    assert Organization.objects.get(slug="harbor").currency == "USD"
    with harbor.scope(), pytest.raises(Exception, match="not changed: cost rates"):
        actions.update_identity(
            organization=harbor.organization, changes={"currency": "EUR"}, by=harbor.owner, now=clock.now()
        )


@pytest.mark.parametrize("role", ["service_manager", "project_manager", "technician"])
def test_the_identity_and_the_keys_belong_to_the_owner(harbor, signed_in, role):
    client = signed_in(harbor.members[role])
    assert client.post(f"{BASE}organization/", IDENTITY).status_code == 403
    assert client.get(f"{BASE}keys/").status_code == 403
    allowed = client.post(f"{BASE}thresholds/", LIMITS).status_code
    assert allowed == (302 if role == "service_manager" else 403)


def test_a_logo_is_written_anew_small_and_served_to_everybody(owner, client, harbor):
    owner.post(f"{BASE}organization/", IDENTITY | {"logo": image("JPEG")})
    row = Organization.objects.get(slug="harbor")
    served = client.get(f"/brand/harbor/{row.logo}.png")
    kept = Image.open(io.BytesIO(served.content))
    assert (kept.format, kept.size, served["Content-Type"]) == ("PNG", (288, 96), "image/png")
    assert len(served.content) < 20_000
    assert f"/brand/harbor/{row.logo}.png" in owner.get(BASE).content.decode()
    owner.post(f"{BASE}organization/no-logo/")
    assert client.get(f"/brand/harbor/{row.logo}.png").status_code == 404


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.4", b"x" * 5_000_001])
def test_what_is_no_image_is_no_logo(owner, harbor, content):
    page = owner.post(f"{BASE}organization/", IDENTITY | {"logo": SimpleUploadedFile("logo.png", content)})
    assert page.status_code == 422
    assert Organization.objects.get(slug="harbor").logo is None


def test_the_color_becomes_a_style_sheet_that_can_be_read(client):
    sheet = client.get("/brand/1a4fae.css")
    assert "--brand: #1a4fae" in sheet.content.decode()
    assert sheet["Content-Type"].startswith("text/css")
    assert client.get("/brand/nocolor.css").status_code == 404


def test_new_limits_judge_every_open_project_again(owner, harbor):
    with harbor.scope():
        project = make_project(harbor)
        Project.objects.filter(pk=project.pk).update(health_at=clock.now() - dt.timedelta(days=1))
    assert "All 1 open projects" in owner.get(f"{BASE}judging/", headers={"hx-request": "true"}).content.decode()
    owner.post(f"{BASE}thresholds/", LIMITS)
    assert (
        "0 of 1 open projects are judged"
        in owner.get(f"{BASE}judging/", headers={"hx-request": "true"}).content.decode()
    )
    assert DueWork.objects.get(kind="daily", organization=harbor.organization).due_at <= clock.now()
    judge_anew(organization_id=str(harbor.organization.pk))
    assert (
        "All 1 open projects are judged by the rules of"
        in owner.get(f"{BASE}judging/", headers={"hx-request": "true"}).content.decode()
    )
    with harbor.scope():
        settings = OrganizationSettings.objects.get()
        assert (settings.budget_amber_percent, settings.time_amber_days) == (Decimal(20), 3)
        changes = AuditEvent.objects.get(verb="settings.thresholds").changes
    assert changes["budget_amber_percent"] == ["10", "20"]


def test_working_time_and_updates_are_saved(owner, harbor):
    assert owner.post(f"{BASE}working-time/", HOURS).status_code == 302
    assert owner.post(f"{BASE}updates/", UPDATES).status_code == 302
    with harbor.scope():
        settings = OrganizationSettings.objects.get()
    assert (settings.working_days, settings.day_starts) == ([0, 1, 2, 3], dt.time(7, 30))
    assert (settings.send_weekday, settings.update_mode) == (3, "unchanged_green")
    assert settings.reply_to == "hello@harbor.example"
    refused = owner.post(f"{BASE}updates/", UPDATES | {"draft_weekday": "3"})
    assert refused.status_code == 422


def test_public_holidays_are_stored_and_worked_ones_stay_away(owner, harbor):
    owner.post(f"{BASE}days-off/place/", {"country": "US", "region": "ri"})
    with harbor.scope():
        assert Holiday.objects.filter(name="Victory Day", is_public=True).count() == 4
        coming = Holiday.objects.filter(name="Thanksgiving Day").order_by("on").last()
    owner.post(f"{BASE}holidays/{coming.pk}/remove/")
    with harbor.scope():
        actions.refresh_holidays(harbor.organization, now=clock.now())
        assert not Holiday.objects.filter(on=coming.on).exists()
    owner.post(f"{BASE}days-off/restore/", {"on": coming.on.isoformat()})
    owner.post(f"{BASE}days-off/new/", {"on": "2027-03-01", "name": "Company outing"})
    owner.post(f"{BASE}days-off/place/", {"country": "", "region": ""})
    with harbor.scope():
        assert [day.name for day in Holiday.objects.all()] == ["Company outing"]
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs >= {"settings.holiday_place", "holiday.added", "holiday.removed", "settings.holiday_restored"}
    assert owner.post(f"{BASE}days-off/place/", {"country": "US", "region": "XX"}).status_code == 422


def test_a_bad_logo_saves_nothing_of_the_form(owner, harbor):
    changed = IDENTITY | {"name": "Other name", "logo": SimpleUploadedFile("logo.png", b"no picture")}
    assert owner.post(f"{BASE}organization/", changed).status_code == 422
    harbor.organization.refresh_from_db()
    assert harbor.organization.name == "Harbor Light IT"


def test_a_day_off_is_not_renamed_by_adding_it_again(owner, harbor):
    assert owner.post(f"{BASE}days-off/new/", {"on": "2027-03-01", "name": "Company outing"}).status_code == 302
    assert owner.post(f"{BASE}days-off/new/", {"on": "2027-03-01", "name": "Company outing"}).status_code == 302
    answer = owner.post(f"{BASE}days-off/new/", {"on": "2027-03-01", "name": "Stocktaking"})
    assert (answer.status_code, b"a day off already: Company outing" in answer.content) == (422, True)
    with harbor.scope():
        assert [day.name for day in Holiday.objects.all()] == ["Company outing"]


def test_a_key_is_shown_once_and_revoked_at_once(owner, client, harbor):
    body = {"name": "CRM", "member": str(harbor.owner.pk), "scopes": ["customers:read"]}
    shown = owner.post(f"{BASE}keys/", body)
    plain = shown.context["plain"]
    assert plain in shown.content.decode()
    assert plain not in owner.get(f"{BASE}keys/").content.decode()
    headers = {"authorization": f"Bearer {plain}"}
    assert client.get("/api/v1/customers/", headers=headers).status_code == 200
    assert client.get("/api/v1/deals/", headers=headers).status_code == 403
    with harbor.scope():
        key = ApiKey.objects.get()
        assert key.last_used_at is not None
    owner.post(f"{BASE}keys/{key.pk}/revoke/")
    assert client.get("/api/v1/customers/", headers=headers).status_code == 401
    with harbor.scope():
        assert AuditEvent.objects.filter(verb="api_key.revoked").count() == 1


def test_mails_carry_color_sender_and_answer_address(owner, harbor):
    owner.post(f"{BASE}organization/", IDENTITY)
    owner.post(f"{BASE}updates/", UPDATES)
    with harbor.scope():
        project, today = make_project(harbor), clock.now().date()
        send_dates(
            project=project,
            start=today,
            end=today,
            contacts=[harbor.contact],
            text="We begin.",
            by=harbor.project_manager,
            now=clock.now(),
        )
        mail = OutgoingMail.objects.get(kind="dates_notice")
    assert (mail.from_name, mail.reply_to) == ("Harbor updates", "hello@harbor.example")
    assert 'bgcolor="#1a4fae"' in mail.html


def test_of_two_who_set_the_same_the_second_decides(owner, harbor, signed_in):
    address = f"{BASE}updates/"
    seen = html.unescape(re.search(r'name="seen" value="([^"]+)"', owner.get(address).content.decode())[1])
    manager = signed_in(harbor.service_manager)
    manager.post(address, UPDATES | {"sender_name": "Harbor Light", "seen": seen})
    answer = owner.post(address, UPDATES | {"sender_name": "Harbor news", "seen": seen})
    assert answer.status_code == 409
    assert "<strong>Marcus Webb</strong> changed" in answer.content.decode()
    fresh = html.unescape(re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1])
    theirs = {"keep": "theirs", "clash": "sender_name", "seen": fresh}
    assert owner.post(address, UPDATES | {"sender_name": "Harbor news"} | theirs).status_code == 302
    with harbor.scope():
        assert OrganizationSettings.objects.get().sender_name == "Harbor Light"


HAND_OFF = {
    "least_hours": "8",
    "least_people": "2",
    "least_days": "5",
    "lowest_margin": "15",
    "outage_counts": "on",
}
STANDARD = {"due_days": "3", "playbook": "", "evidence": ""}
TEMPLATE = {"name": "Laptop", "description": "", "tasks": "Set up | 2 | L1", "waives": [], "is_active": "on"}


@pytest.mark.parametrize(
    ("address", "first", "second", "says"),
    [
        ("hand-off/", HAND_OFF | {"least_hours": "9"}, HAND_OFF | {"least_hours": "7"}, "9"),
        ("responsibilities/standard/sow_bom/", STANDARD | {"evidence": "A"}, STANDARD | {"evidence": "B"}, "A"),
        ("days-off/place/", {"country": "AT", "region": ""}, {"country": "US", "region": ""}, "Austria"),
        ("templates/{template}/edit/", TEMPLATE | {"tasks": "Set up | 3 |"}, TEMPLATE | {"tasks": "Pack | 1 |"}, "Set up | 3"),
    ],
)  # fmt: skip
def test_no_settings_are_overwritten_unread(owner, harbor, signed_in, address, first, second, says):
    with harbor.scope():
        tasks = [("Set up", Decimal(2), "L1")]
        template = save_template(name="Laptop", tasks=tasks, by=harbor.owner, now=clock.now())
    address = BASE + address.format(template=template.pk)
    page = owner.get(address.replace("place/", "")).content.decode()
    seen = html.unescape(re.search(r'name="seen" value="([^"]+)"', page)[1])
    manager = signed_in(harbor.service_manager)
    assert manager.post(address, {**first, "seen": seen}).status_code == 302
    answer = owner.post(address, {**second, "seen": seen})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "<strong>Marcus Webb</strong> changed" in text
    assert f"to <strong>{says}" in text
    fresh = html.unescape(re.search(r'name="seen" value="([^"]+)"', text)[1])
    given_up = {"keep": "theirs", "clash": re.findall(r'name="clash" value="(\w+)"', text), "seen": fresh}
    assert owner.post(address, {**second, **given_up}).status_code == 302
    after = owner.get(address.replace("place/", "")).content.decode()
    assert html.unescape(re.search(r'name="seen" value="([^"]+)"', after)[1]) == fresh
