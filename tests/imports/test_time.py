"""Hours out of a PSA's table: logged, corrected when they come again, refused row by row, taken back."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imports.models import ImportJob
from imports.tasks import run_imports
from projects.models import TimeEntry
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db
BASE = "/o/harbor/imports/"
API = "/api/v1/time-entries/imports/"
HEAD = "Entry,Project,Resource,Work date,Actual hours,Task,Notes,Billable\n"


def table(text):
    return SimpleUploadedFile("time.csv", text.encode())


def work(harbor):
    run_imports(organization_id=str(harbor.organization.pk))


def entries(harbor):
    with harbor.scope():
        rows = TimeEntry.objects.select_related("member__user", "task").order_by("external_id")
        return [
            (row.external_id, row.member.email, row.on.day, row.hours, row.task and row.task.title, row.billable)
            for row in rows
        ]


@pytest.fixture
def project(harbor):
    with harbor.scope():
        return make_project(harbor)


@pytest.fixture
def days(project):
    """Days from acceptance on, as the table writes them."""
    first = project.accepted_at.astimezone(project.organization.zone).date()
    return [f"{day.month}/{day.day}/{day.year}" for day in (first, first - dt.timedelta(days=1))]


@pytest.fixture
def two(harbor, project, days):
    with harbor.scope():
        task = project.tasks.order_by("position").first()
    return HEAD + (
        f"E-1,{project.number},{harbor.technician.email},{days[0]},2.5,{task.title.upper()},Racked,yes\n"
        f"E-2,{project.number.lower()},{harbor.technician.name},{days[0]},1,,,no\n"
    )


def imported(harbor, client, text):
    url = client.post(f"{BASE}new/time/", {"file": table(text)}).url
    form = client.get(url).context["form"]
    assert client.post(f"{url}check/", {one.name: one.value() for one in form if one.value()}).status_code == 302
    work(harbor)
    with harbor.scope():
        assert ImportJob.objects.get(pk=url.strip("/").split("/")[-1]).state == "checked"
    client.post(f"{url}run/")
    work(harbor)
    return url


def counts(harbor):
    with harbor.scope():
        job = ImportJob.objects.order_by("-created_at").first()
        return job.created, job.updated, job.skipped, job.failed


def test_hours_come_in_once_are_corrected_and_taken_back(harbor, project, two, signed_in):
    client = signed_in(harbor.owner)
    first = imported(harbor, client, two)
    with harbor.scope():
        task = project.tasks.order_by("position").first().title
    day = project.accepted_at.astimezone(project.organization.zone).day
    person = harbor.technician.email
    both = [("E-1", person, day, Decimal("2.50"), task, True), ("E-2", person, day, Decimal(1), None, False)]
    assert entries(harbor) == both
    imported(harbor, client, two)
    assert counts(harbor) == (0, 0, 2, 0)
    second = imported(
        harbor, client, two.replace(",2.5,", ",3,").replace(harbor.technician.name, harbor.owner.email)
    )
    assert counts(harbor) == (0, 2, 0, 0)
    assert [row[1:4] for row in entries(harbor)] == [
        (person, day, Decimal(3)),
        (harbor.owner.email, day, Decimal(1)),
    ]
    client.post(f"{second}undo/")
    work(harbor)
    assert entries(harbor) == both
    client.post(f"{first}undo/")
    work(harbor)
    assert "It was changed since." in client.get(first).content.decode()
    assert len(entries(harbor)) == 2


def test_what_is_wrong_is_named_by_row_and_stops_no_other(harbor, project, two, days, signed_in):
    person, number = harbor.technician.email, project.number
    bad = two + (
        f"E-3,P-9999,{person},{days[0]},1,,,\n"
        f"E-4,{number},nobody@nowhere.example,{days[0]},1,,,\n"
        f"E-5,{number},{person},someday,1,,,\n"
        f"E-6,{number},{person},{days[0]},25,,,\n"
        f"E-7,{number},{person},{days[0]},1,No such task,,\n"
        f"E-8,{number},{person},{days[0]},1,,,perhaps\n"
        f"E-9,{number},{person},1/1/2090,1,,,\n"
        f"E-10,{number},{person},{days[0]},23,,,\n"
        f",{number},{person},{days[0]},1,,,\n"
    )
    client = signed_in(harbor.owner)
    url = imported(harbor, client, bad)
    found = {fault.row: fault.column for group in client.get(url).context["groups"] for fault in group.first}
    assert found == {
        4: "Project",
        5: "Resource",
        6: "Work date",
        7: "Actual hours",
        8: "Task",
        9: "Billable",
        10: "Work date",
        11: "Actual hours",
        12: "Entry",
    }
    assert [row[0] for row in entries(harbor)] == ["E-1", "E-2"]


def test_the_api_checks_without_writing_and_rights_are_asked_row_by_row(harbor, two, api_client, signed_in):
    api = api_client(harbor, "owner")
    answer = api.post(API, {"file": table(two), "dry_run": "true"})
    work(harbor)
    job = api.get(f"/api/v1/jobs/{answer.json()['id']}/").json()
    assert (answer.status_code, job["state"], job["created_rows"]) == (202, "checked", 2)
    assert entries(harbor) == []
    api_client(harbor, "dispatcher").post(API, {"file": table(two)})
    work(harbor)
    assert counts(harbor) == (0, 0, 0, 2)
    assert api_client(harbor, "technician").post(API, {"file": table(two)}).status_code == 403
    assert signed_in(harbor.technician).get(f"{BASE}new/time/").status_code == 403
