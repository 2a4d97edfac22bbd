"""Closed deals out of a spreadsheet: matched, checked, written, corrected and taken back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core import clock
from core.due import organizations_due
from deals.actions import edit_deal
from deals.models import Deal
from imports.actions.deciding import DUE
from imports.actions.working import chunks_of, do_chunk
from imports.models import ImportJob
from imports.tasks import run_imports

pytestmark = pytest.mark.django_db
BASE = "/o/harbor/imports/"
HEAD = "Opportunity ID,Deal Name,Account Name,Close Date,Salesperson,Currency,Item,Qty,Hrs,Level,Price\n"
TWO = (
    HEAD
    + "O-1,Server refresh,Acme Dental,11/02/2026,sam@msp.example,USD,Server,2,,,4200\n"
    + "O-1,,,,,,Installation,,40,L2,150\n"
    + "O-2,New firewall,Pine Law,2026-11-03,sam@msp.example,USD,Firewall,1,,,900\n"
)


def table(text, name="deals.csv", encoding="utf-8"):
    return SimpleUploadedFile(name, text.encode(encoding))


def work(harbor):
    run_imports(organization_id=str(harbor.organization.pk))


def job_of(harbor):
    with harbor.scope():
        return ImportJob.objects.select_related("file").order_by("-created_at").first()


def sent(client, text, **given):
    """The address of the import."""
    answer = client.post(f"{BASE}new/deals/", {"file": table(text, **given)})
    assert answer.status_code == 302
    return answer.url


def matched(client, url):
    """The columns as the page guessed them, sent to be checked."""
    return client.post(f"{url}check/", guessed(client, url))


def guessed(client, url):
    form = client.get(url).context["form"]
    return {field.name: field.value() for field in form if field.value()}


def checked(harbor, client, text, **given):
    url = sent(client, text, **given)
    assert matched(client, url).status_code == 302
    work(harbor)
    return url


def deals(harbor):
    with harbor.scope():
        return sorted(
            (deal.external_id, deal.title, deal.lines.count()) for deal in Deal.objects.filter(source="import")
        )


@pytest.fixture
def sales(harbor, signed_in):
    return signed_in(harbor.sales)


def test_a_table_is_checked_first_and_written_then(harbor, sales):
    url = checked(harbor, sales, TWO)
    page = sales.get(url).content.decode()
    assert "Import: 2 new, 0 changed" in page
    assert deals(harbor) == []
    sales.post(f"{url}run/")
    assert "You can leave this page" in sales.get(url).content.decode()
    work(harbor)
    assert deals(harbor) == [("O-1", "Server refresh", 2), ("O-2", "New firewall", 1)]
    with harbor.scope():
        deal = Deal.objects.get(external_id="O-1")
        assert (str(deal.won_on), deal.salesperson_email, deal.lines.get(kind="labor").hours) == (
            "2026-11-02",
            "sam@msp.example",
            40,
        )


def test_the_same_file_twice_adds_nothing(harbor, sales):
    sales.post(f"{checked(harbor, sales, TWO)}run/")
    work(harbor)
    url = checked(harbor, sales, TWO)
    job = job_of(harbor)
    assert (job.created, job.updated, job.skipped) == (0, 0, 2)
    assert "There is nothing to import" in sales.get(url).content.decode()


def test_what_is_wrong_is_grouped_and_comes_back_to_be_corrected(harbor, sales):
    bad = HEAD + (
        "O-1,Refresh,Acme,2026-11-02,,USD,Server,-2,,,10\n"
        "O-2,Refresh,Acme,someday,,USD,Server,1,,,10\n"
        "O-3,Refresh,Acme,2026-11-02,,XXZ,Server,1,,,10\n"
        "O-4,Refresh,Acme,2026-11-02,,USD,=cmd|x,1,,,10\n"
        "O-5,Refresh,Acme,2026-11-02,,USD,Server,1000000000000,,,10\n"
        ",Refresh,Acme,2026-11-02,,USD,Server,1,,,10\n"
        "O-7,Good,Acme,2026-11-02,,USD,Server,1,,,10\n"
        "O-8,Refresh,Acme,2026-11-02,,USD,Server,many,,,10\n"
    )
    url = checked(harbor, sales, bad)
    groups = {(group.column, group.code): group.count for group in sales.get(url).context["groups"]}
    assert groups == {
        ("Qty", "min_value"): 1,
        ("Close Date", "date"): 1,
        ("Currency", "unknown"): 1,
        ("Item", "formula"): 1,
        ("Qty", "max_whole_digits"): 1,
        ("Opportunity ID", "required"): 1,
        ("Qty", "number"): 1,
    }
    sales.post(f"{url}run/")
    work(harbor)
    assert [one[0] for one in deals(harbor)] == ["O-7"]
    rejects = b"".join(sales.get(f"{url}rejects/").streaming_content).decode("utf-8-sig")
    lines = rejects.splitlines()
    assert lines[0].startswith("What is wrong,Opportunity ID,Deal Name")
    assert len(lines) == 8
    assert "'=cmd|x" in rejects
    mended = HEAD + "O-8,Refresh,Acme,2026-11-02,,USD,Server,4,,,10\n"
    sales.post(f"{checked(harbor, sales, mended)}run/")
    work(harbor)
    assert [one[0] for one in deals(harbor)] == ["O-7", "O-8"]


@pytest.mark.parametrize(
    ("name", "encoding", "mark"),
    [("a.csv", "utf-8-sig", ","), ("a.csv", "utf-16", "\t"), ("a.csv", "cp1252", ";"), ("a.tsv", "utf-8", "\t")],
)
def test_usual_encodings_and_delimiters_are_read(harbor, sales, name, encoding, mark):
    text = TWO.replace("Pine Law", "Café Größe").replace(",", mark)
    sales.post(f"{checked(harbor, sales, text, name=name, encoding=encoding)}run/")
    work(harbor)
    with harbor.scope():
        assert Deal.objects.get(external_id="O-2").payload["customer"]["name"] == "Café Größe"


def test_a_workbook_is_read(harbor, sales):
    book = Workbook()
    for line in TWO.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    content = io.BytesIO()
    book.save(content)
    answer = sales.post(f"{BASE}new/deals/", {"file": SimpleUploadedFile("a.xlsx", content.getvalue())})
    assert matched(sales, answer.url).status_code == 302
    work(harbor)
    assert job_of(harbor).created == 2


@pytest.mark.parametrize("text", ["", "Deal id,Title,Customer\n", "\n\n"])
def test_what_is_no_table_is_refused_beside_the_field(harbor, sales, text):
    answer = sales.post(f"{BASE}new/deals/", {"file": table(text or " ")})
    assert answer.status_code == 422
    assert sales.post(f"{BASE}new/deals/", {"file": table(TWO, name="a.pdf")}).status_code == 422


def test_a_needed_column_is_asked_for_and_the_choice_remembered(harbor, sales):
    odd = TWO.replace("Opportunity ID", "Ref")
    url = sent(sales, odd)
    answer = matched(sales, url)
    assert (answer.status_code, b"Deal id" in answer.content) == (422, True)
    form = guessed(sales, url) | {"column-external_id": "Ref"}
    assert sales.post(f"{url}check/", form).status_code == 302
    again = sent(sales, odd)
    assert guessed(sales, again)["column-external_id"] == "Ref"


def test_an_import_is_taken_back_except_what_moved_on(harbor, sales):
    url = checked(harbor, sales, TWO)
    sales.post(f"{url}run/")
    work(harbor)
    with harbor.scope():
        deal = Deal.objects.get(external_id="O-2")
        edit_deal(deal=deal, payload=deal.payload | {"title": "Firewall and switch"}, by=harbor.sales)
    sales.post(f"{url}undo/")
    work(harbor)
    assert deals(harbor) == [("O-2", "Firewall and switch", 1)]
    assert "Somebody has worked on it since" in sales.get(url).content.decode()


def test_a_change_is_taken_back_to_what_its_source_had_said(harbor, sales):
    sales.post(f"{checked(harbor, sales, TWO)}run/")
    work(harbor)
    url = checked(harbor, sales, TWO.replace("New firewall", "Two firewalls"))
    assert (job_of(harbor).created, job_of(harbor).updated) == (0, 1)
    sales.post(f"{url}run/")
    work(harbor)
    assert deals(harbor)[1][1] == "Two firewalls"
    sales.post(f"{url}undo/")
    work(harbor)
    assert deals(harbor)[1][1] == "New firewall"


def test_a_worker_that_died_in_between_goes_on_and_doubles_nothing(harbor, sales):
    many = HEAD + "".join(f"O-{n},Refresh,Acme,2026-11-02,,USD,Server,1,,,10\n" for n in range(250))
    url = checked(harbor, sales, many)
    sales.post(f"{url}run/")
    job = job_of(harbor)
    things = next(chunks_of(job))
    with harbor.scope():
        assert do_chunk(job.pk, "running", things, now=clock.now())  # then the worker was killed
    with harbor.scope():
        assert not do_chunk(job.pk, "running", things, now=clock.now())  # another one had read the same rows
    work(harbor)
    job = job_of(harbor)
    assert (job.state, job.created, job.done) == ("done", 250, 250)
    assert len(deals(harbor)) == 250


def test_a_stopped_import_keeps_what_is_written_and_can_be_taken_back(harbor, sales):
    many = HEAD + "".join(f"O-{n},Refresh,Acme,2026-11-02,,USD,Server,1,,,10\n" for n in range(150))
    url = checked(harbor, sales, many)
    sales.post(f"{url}run/")
    job = job_of(harbor)
    with harbor.scope():
        do_chunk(job.pk, "running", next(chunks_of(job)), now=clock.now())
    sales.post(f"{url}cancel/")
    work(harbor)
    assert (job_of(harbor).state, len(deals(harbor))) == ("cancelled", 100)
    sales.post(f"{url}undo/")
    work(harbor)
    assert (job_of(harbor).state, deals(harbor)) == ("undone", [])


def test_the_sweeper_finds_an_import_whose_bell_was_lost(harbor, sales):
    matched(sales, sent(sales, TWO))
    assert organizations_due(DUE, clock.now()) == [harbor.organization.pk]
    work(harbor)
    assert (organizations_due(DUE, clock.now()), job_of(harbor).state) == ([], "checked")


def test_only_who_may_hand_over_deals_imports_them(harbor, signed_in):
    support = signed_in(harbor.members["support"])
    assert support.get(f"{BASE}new/deals/").status_code == 403
    assert support.post(f"{BASE}new/deals/", {"file": table(TWO)}).status_code == 403
    url = sent(signed_in(harbor.sales), TWO)
    assert support.post(f"{url}check/", {"column-title": "Deal Name"}).status_code in (403, 422)
    assert support.post(f"{url}run/").status_code == 403
    assert support.get(f"{url}rejects/").status_code == 403


def test_the_api_takes_a_table_and_says_how_far_it_is(harbor, api_client):
    api = api_client(harbor, "sales")
    answer = api.post("/api/v1/deals/imports/", {"file": table(TWO), "dry_run": "true"})
    assert (answer.status_code, answer.json()["state"]) == (202, "checking")
    work(harbor)
    job = api.get(f"/api/v1/jobs/{answer.json()['id']}/").json()
    assert (job["state"], job["done"], job["total"], job["created_rows"]) == ("checked", 3, 3, 2)
    assert deals(harbor) == []
    bad = TWO + "O-3,Odd,Acme,never,,USD,Server,1,,,1\n"
    answer = api.post("/api/v1/deals/imports/", {"file": table(bad)})
    work(harbor)
    job = api.get(f"/api/v1/jobs/{answer.json()['id']}/").json()
    assert (job["state"], job["created_rows"], job["failed_rows"]) == ("done", 2, 1)
    assert [(one["row"], one["column"], one["code"]) for one in job["errors"]] == [(5, "Close Date", "date")]
    rejects = api.get(f"/api/v1/jobs/{job['id']}/file/").content.decode("utf-8-sig")
    assert rejects.splitlines()[1].endswith("O-3,Odd,Acme,never,,USD,Server,1,,,1")
    assert api.post(f"/api/v1/jobs/{job['id']}/undo/").status_code == 202
    work(harbor)
    assert deals(harbor) == []
    wrong = api.post("/api/v1/deals/imports/", {"file": table(TWO), "mapping": '{"title": "Nothing"}'})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/title")
