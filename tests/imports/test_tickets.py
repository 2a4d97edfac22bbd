"""Ticket history out of a service desk's export: recognized, sorted, checked, written, sent again, taken back."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from core import clock
from core.files import path_of
from core.models import StoredFile
from imports.actions.working import chunks_of, do_chunk
from imports.models import ImportedThing, ImportJob
from imports.tasks import forget_imports, run_imports
from scheduling.models import DemandDay, SupportRequest
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
BASE = "/o/harbor/imports/"
API = "/api/v1/support-requests/imports/"
SAMPLE = (Path(__file__).parent.parent / "data" / "servicenow_incidents_sample.csv").read_text()
HEAD = "Ticket,Created,Closed,Subject,Queue,Type,Priority,Assigned To,Company,Hours Worked\n"
THREE = (
    HEAD
    + "T-1,11/16/2026 9:05 AM,11/16/2026 10:00 AM,Printer,Help Desk,Incident,2 - High,Sam,Pine Law,1.5\n"
    + "T-2,11/17/2026 1:30 PM,,Site visit,Field,On-site,Low,?,?,\n"
    + "T-3,11/18/2026 8:00 AM,,Switch is down,NOC Tier 2,Alert,Critical,,,\n"
)


def table(text, name="tickets.csv"):
    return SimpleUploadedFile(name, text.encode())


def work(harbor):
    run_imports(organization_id=str(harbor.organization.pk))


def job_of(harbor):
    with harbor.scope():
        return ImportJob.objects.select_related("file").order_by("-created_at").first()


def sent(client, text, **given):
    answer = client.post(f"{BASE}new/tickets/", {"file": table(text), **given})
    assert answer.status_code == 302, answer.content
    return answer.url


def shown(client, url, name):
    return {field.name: field.value() for field in client.get(url).context[name] if field.value()}


def matched(client, url, **changes):
    assert client.post(f"{url}check/", shown(client, url, "form") | changes).status_code == 302


def sorted_out(harbor, client, url, **changes):
    assert client.post(f"{url}sort/", shown(client, url, "sorting_form") | changes).status_code == 302
    work(harbor)


def checked(harbor, client, text, **given):
    url = sent(client, text, **given)
    matched(client, url)
    if client.get(url).context["sorting_form"]:
        sorted_out(harbor, client, url)
    work(harbor)
    return url


def imported(harbor, client, text, **given):
    url = checked(harbor, client, text, **given)
    client.post(f"{url}run/")
    work(harbor)
    return url


def counts(harbor):
    job = job_of(harbor)
    return job.state, job.created, job.updated, job.skipped, job.failed


def field_of(client, url, value, name):
    """The name of the field that asks what ``value`` means."""
    form = client.get(url).context["sorting_form"]
    return next(dict(named)[name] for _column, of, named in form.places if of == value)


def requests(harbor):
    with harbor.scope():
        return {row.external_id: row for row in SupportRequest.objects.select_related("request_type")}


@pytest.fixture
def desk(harbor, signed_in):
    return signed_in(harbor.members["support"])


def test_the_export_of_servicenow_is_recognized_and_comes_in_whole(harbor, desk):
    url = sent(desk, SAMPLE)
    assert shown(desk, url, "form")["option-dates"] == "day"
    assert shown(desk, url, "form")["column-external_id"] == "number"
    matched(desk, url)
    page = desk.get(url).content.decode()
    assert "Category 26" in page
    assert "Group 70" in page
    sorted_out(harbor, desk, url, **{field_of(desk, url, "Group 70", "level"): "L1"})
    assert counts(harbor) == ("checked", 345, 0, 0, 0)
    assert requests(harbor) == {}
    desk.post(f"{url}run/")
    work(harbor)
    rows = requests(harbor)
    one = rows["INC0000045"]
    # 01:16 and 11:29 on 29 February 2016 in New York; resolved counts, not the closing days later.
    assert one.opened_at == dt.datetime(2016, 2, 29, 6, 16, tzinfo=dt.UTC)
    assert one.closed_at == dt.datetime(2016, 2, 29, 16, 29, tzinfo=dt.UTC)
    assert (len(rows), one.request_type.key, one.priority, one.level) == (345, "incident", 3, "")
    assert {row.level for row in rows.values()} == {"", "L1"}
    with harbor.scope():
        assert sum(DemandDay.objects.values_list("requests", flat=True)) == 345


def test_the_same_file_twice_adds_nothing(harbor, desk):
    imported(harbor, desk, SAMPLE)
    before = requests(harbor)
    url = checked(harbor, desk, SAMPLE)
    assert counts(harbor) == ("checked", 0, 0, 345, 0)
    assert "There is nothing to import" in desk.get(url).content.decode()
    assert {key: row.updated_at for key, row in requests(harbor).items()} == {
        key: row.updated_at for key, row in before.items()
    }


def test_a_time_that_the_clocks_skipped_is_the_same_the_next_time(harbor, desk):
    skipped = HEAD + "T-1,3/8/2026 2:30 AM,,Night,,,,,,\nT-2,11/1/2026 1:50 AM,11/1/2026 1:10 AM,Night,,,,,,\n"
    imported(harbor, desk, skipped)
    closed = requests(harbor)["T-2"].closed_at
    assert closed == dt.datetime(2026, 11, 1, 6, 10, tzinfo=dt.UTC)  # ten past one for the second time
    checked(harbor, desk, skipped)
    assert counts(harbor) == ("checked", 0, 0, 2, 0)


def test_another_table_is_matched_by_its_words(harbor, desk):
    url = sent(desk, THREE)
    matched(desk, url)
    assert desk.get(url).context["job"].sorting == {
        "category": {
            "Incident": {"rows": 1, "type": "incident", "level": ""},
            "On-site": {"rows": 1, "type": "on_site_visit", "level": ""},
            "Alert": {"rows": 1, "type": "alert", "level": ""},
        },
        "group": {
            "Help Desk": {"rows": 1, "type": "", "level": "L1"},
            "Field": {"rows": 1, "type": "", "level": ""},
            "NOC Tier 2": {"rows": 1, "type": "", "level": "L2"},
        },
    }
    sorted_out(harbor, desk, url)
    desk.post(f"{url}run/")
    work(harbor)
    rows = requests(harbor)
    assert [
        (row.external_id, row.title, row.request_type.key, row.level, row.priority, row.hours and str(row.hours))
        for row in sorted(rows.values(), key=lambda row: row.external_id)
    ] == [
        ("T-1", "Printer", "incident", "L1", 2, "1.50"),
        ("T-2", "Site visit", "on_site_visit", "", 4, None),
        ("T-3", "Switch is down", "alert", "L2", 1, None),
    ]
    assert rows["T-1"].opened_at == dt.datetime(2026, 11, 16, 14, 5, tzinfo=dt.UTC)
    assert rows["T-1"].closed_at == dt.datetime(2026, 11, 16, 15, tzinfo=dt.UTC)
    assert (rows["T-1"].customer_name, rows["T-2"].customer_name) == ("Pine Law", "")


def test_columns_and_values_are_remembered_and_can_be_said_anew(harbor, desk):
    odd = THREE.replace("Ticket,", "Vorgang,")
    url = sent(desk, odd)
    matched(desk, url, **{"column-external_id": "Vorgang"})
    sorted_out(harbor, desk, url, **{field_of(desk, url, "Field", "level"): "L3"})
    desk.post(f"{url}run/")
    work(harbor)
    again = sent(desk, odd)
    assert shown(desk, again, "form")["column-external_id"] == "Vorgang"
    matched(desk, again)
    assert shown(desk, again, "sorting_form")[field_of(desk, again, "Field", "level")] == "L3"
    sorted_out(harbor, desk, again)
    assert counts(harbor) == ("checked", 0, 0, 3, 0)
    sorted_out(harbor, desk, again, **{field_of(desk, again, "Field", "level"): "L2"})
    assert counts(harbor) == ("checked", 0, 1, 2, 0)


def test_what_is_no_answer_is_refused_beside_the_value(harbor, desk):
    url = sent(desk, THREE)
    matched(desk, url)
    answer = desk.post(f"{url}sort/", {field_of(desk, url, "Field", "level"): "L9"})
    assert answer.status_code == 422
    assert "aria-invalid" in answer.content.decode()
    assert job_of(harbor).state == "sorting"


def test_wrong_rows_are_grouped_by_what_mends_them_and_the_others_come_in(harbor, desk):
    bad = THREE + (
        "T-4,31/31/2026 9:00,,Bad day,,,,,,\n"
        "T-5,11/16/2026 9:00 AM,11/15/2026 9:00 AM,Ends first,,,,,,\n"
        "T-6,11/16/2092 9:00 AM,,Future,,,,,,\n"
        ",11/16/2026 9:00 AM,,No number,,,,,,\n"
        "T-8,,,No time,,,,,,\n"
        "T-9,11/16/2026 9:00 AM,,Hours,,,,,,many\n"
    )
    url = imported(harbor, desk, bad)
    groups = {(group.column, group.code): group.count for group in desk.get(url).context["groups"]}
    assert groups == {
        ("Created", "date"): 1,
        ("Closed", "before_opened"): 1,
        ("Created", "future"): 1,
        ("Ticket", "required"): 1,
        ("Created", "required"): 1,
        ("Hours Worked", "number"): 1,
    }
    assert sorted(requests(harbor)) == ["T-1", "T-2", "T-3"]
    rejects = b"".join(desk.get(f"{url}rejects/").streaming_content).decode("utf-8-sig").splitlines()
    assert len(rejects) == 7
    assert rejects[2].endswith("Ends first,,,,,,")


def test_of_rows_with_one_number_the_last_counts(harbor, desk):
    log = (
        HEAD
        + "T-1,11/16/2026 9:00 AM,,First,,,,,,\nT-1,11/16/2026 9:00 AM,,Second,,,,,,\n"
        + "T-2,11/16/2026 9:00 AM,,Other,,,,,,\nT-1,11/16/2026 9:00 AM,,Third,,,,,,\n"
    )
    url = imported(harbor, desk, log)
    assert {key: row.title for key, row in requests(harbor).items()} == {"T-1": "Third", "T-2": "Other"}
    desk.post(f"{url}undo/")
    work(harbor)
    assert requests(harbor) == {}


def test_an_import_is_taken_back_with_its_demand_but_not_what_was_written_since(harbor, desk, api_client):
    url = imported(harbor, desk, THREE)
    later = {"external_id": "T-3", "closed_at": "2026-11-18T20:00:00Z"}
    api_client(harbor, "support").post("/api/v1/support-requests/", later, "application/json")
    desk.post(f"{url}undo/")
    work(harbor)
    assert list(requests(harbor)) == ["T-3"]
    assert "It was changed since" in desk.get(url).content.decode()
    with harbor.scope():
        assert list(DemandDay.objects.values_list("on", "requests")) == [(dt.date(2026, 11, 18), 1)]


def test_a_change_is_taken_back_to_what_was_there_before(harbor, desk):
    imported(harbor, desk, THREE)
    url = imported(harbor, desk, THREE.replace("1.5\n", "4\n").replace("11/16/2026", "11/12/2026"))
    assert counts(harbor) == ("done", 0, 1, 2, 0)
    assert requests(harbor)["T-1"].hours == 4
    desk.post(f"{url}undo/")
    work(harbor)
    one = requests(harbor)["T-1"]
    assert (str(one.hours), one.opened_at) == ("1.50", dt.datetime(2026, 11, 16, 14, 5, tzinfo=dt.UTC))
    with harbor.scope():
        assert DemandDay.objects.get(on=dt.date(2026, 11, 16)).hours == one.hours
        assert not DemandDay.objects.filter(on=dt.date(2026, 11, 12)).exists()


def test_a_file_without_type_and_level_changes_neither(harbor, desk):
    imported(harbor, desk, THREE)
    imported(harbor, desk, "Ticket,Created,Subject\nT-3,11/18/2026 8:00 AM,Switch is up\nT-4,11/18/2026,New\n")
    rows = requests(harbor)
    assert (rows["T-3"].title, rows["T-3"].request_type.key, rows["T-3"].level) == ("Switch is up", "alert", "L2")
    assert rows["T-4"].request_type.key == "incident"


def many(count):
    return HEAD + "".join(f"T-{n},11/16/2026 9:00 AM,,Again,,,,,,\n" for n in range(count))


def test_a_dead_worker_is_followed_by_another_and_a_stopped_one_keeps_its_rows(harbor, desk):
    url = checked(harbor, desk, many(2500))
    desk.post(f"{url}run/")
    with harbor.scope():
        assert do_chunk(job_of(harbor).pk, "running", next(chunks_of(job_of(harbor))), now=clock.now())
    assert "1,000 of 2,500, 40%." in desk.get(url).content.decode()
    with harbor.scope():  # as another worker would after a kill
        assert do_chunk(job_of(harbor).pk, "running", next(chunks_of(job_of(harbor))), now=clock.now())
    desk.post(f"{url}cancel/")
    work(harbor)
    assert counts(harbor) == ("cancelled", 2000, 0, 0, 0)
    desk.post(f"{url}undo/")
    work(harbor)
    assert (job_of(harbor).state, requests(harbor)) == ("undone", {})
    with harbor.scope():
        assert not DemandDay.objects.exists()


def test_a_chunk_costs_the_same_for_few_rows_and_many(harbor, desk):
    imported(harbor, desk, many(1))  # the sum of that day is there
    costs = []
    for count in (3, 900):
        url = checked(harbor, desk, many(count))
        desk.post(f"{url}run/")
        job = job_of(harbor)
        with harbor.scope(), counted_statements() as seen:
            do_chunk(job.pk, "running", next(chunks_of(job)), now=clock.now())
        costs.append(len(seen))
        work(harbor)
    assert costs == [11, 11]


def test_the_api_takes_what_is_said_before_what_is_guessed(harbor, api_client):
    api = api_client(harbor, "support")
    given = {
        "file": table(THREE),
        "preset": "generic",
        "sorting": '{"group": {"Field": {"level": "L3"}}}',
        "options": '{"zone": "UTC"}',
    }
    answer = api.post(API, given)
    assert (answer.status_code, answer.json()["state"]) == (202, "running")
    work(harbor)
    job = api.get(f"/api/v1/jobs/{answer.json()['id']}/").json()
    assert (job["state"], job["created_rows"], job["errors"]) == ("done", 3, [])
    rows = requests(harbor)
    assert (rows["T-2"].level, rows["T-2"].opened_at) == ("L3", dt.datetime(2026, 11, 17, 13, 30, tzinfo=dt.UTC))
    for wrong in (
        {"sorting": "[]"},
        {"sorting": '{"group": []}'},
        {"sorting": '{"group": {"Field": {"level": "L9"}}}'},
        {"sorting": '{"riddle": {}}'},
        {"preset": "riddle"},
        {"options": '{"dates": "year"}'},
    ):
        assert api.post(API, {"file": table(THREE), **wrong}).status_code == 400, wrong


def test_only_who_reports_requests_imports_them(harbor, signed_in, api_client):
    manager = signed_in(harbor.members["project_manager"])
    demand = "/o/harbor/capacity/demand/"
    assert "imports/new/tickets" in signed_in(harbor.members["support"]).get(demand).content.decode()
    assert "imports/new/tickets" not in manager.get(demand).content.decode()
    assert manager.get(f"{BASE}new/tickets/").status_code == 403
    assert manager.post(f"{BASE}new/tickets/", {"file": table(THREE)}).status_code == 403
    url = sent(signed_in(harbor.members["support"]), THREE)
    assert manager.post(f"{url}sort/", {}).status_code == 403
    assert api_client(harbor, "project_manager").post(API, {"file": table(THREE)}).status_code == 403


def test_the_command_imports_a_file_and_says_what_came_of_it(harbor, tmp_path, capsys):
    path = tmp_path / "tickets.csv"
    path.write_bytes((THREE + "T-4,someday,,Bad,,,,,,\n").encode("utf-16"))
    call_command("import_support_requests", "harbor", str(path), "--dry-run")
    assert "3 would be new, 0 would be changed, 0 the same already, 1 wrong." in capsys.readouterr().out
    assert requests(harbor) == {}
    call_command("import_support_requests", "harbor", str(path))
    said = capsys.readouterr()
    assert "3 new, 0 changed, 0 the same already, 1 wrong." in said.out
    assert "row 5, Created: That is no day" in said.err
    assert sorted(requests(harbor)) == ["T-1", "T-2", "T-3"]
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_support_requests", "harbor", str(tmp_path / "none.csv"))
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="Ticket number"):
        call_command("import_support_requests", "harbor", str(tmp_path / "odd.csv"))


def test_the_file_goes_after_a_month_and_the_tickets_stay(harbor, desk):
    url = imported(harbor, desk, THREE + "T-4,someday,,Bad,,,,,,\n")
    waiting = sent(desk, THREE)
    path = path_of(job_of(harbor).file)
    assert "are kept until" in desk.get(url).content.decode()
    with harbor.scope():
        ImportJob.objects.update(updated_at=clock.now() - dt.timedelta(days=29))
    forget_imports()
    assert path.exists()
    with harbor.scope():
        ImportJob.objects.update(updated_at=clock.now() - dt.timedelta(days=31))
    forget_imports()
    page = desk.get(url).content.decode()
    assert "not kept any more" in page
    assert "Take the import back" not in page
    assert desk.get(f"{url}rejects/").status_code == 404
    assert job_of(harbor).state == "cancelled"
    assert desk.get(waiting).status_code == 200
    assert len(requests(harbor)) == 3
    with harbor.scope():
        assert not ImportedThing.objects.exists()
        assert not StoredFile.objects.exists()
