"""The pages of imports cost the same for few imports and many, and an import can be dropped before it is one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from imports.models import ImportJob
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
BASE = "/o/harbor/imports/"
TABLE = b"Number,Opened,Category\n1,2026-11-02 9:00,Incident\n2,2026-11-02 9:00,Alert\n"


def send(client):
    return client.post(f"{BASE}new/tickets/", {"file": SimpleUploadedFile("tickets.csv", TABLE)}).url


def statements(client, address):
    with counted_statements() as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_list_and_the_page_cost_the_same_for_many(harbor, signed_in):
    client = signed_in(harbor.owner)
    url = send(client)
    client.get(url)  # the organization gets its request types
    few = statements(client, BASE), statements(client, url)
    for _again in range(5):
        url = send(client)
    assert (statements(client, BASE), statements(client, url)) == few == (4, 5)


def test_a_table_that_waits_can_be_dropped(harbor, signed_in):
    client = signed_in(harbor.owner)
    url = send(client)
    assert "Do not import it" in client.get(url).content.decode()
    client.post(f"{url}cancel/")
    page = client.get(url).content.decode()
    assert "Do not import it" not in page
    assert "Take these columns" not in page
    with harbor.scope():
        assert ImportJob.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"%PDF-1.7 x", "no table of text"),
        ("a.csv", b"a\x00b\n1,2\n", "no table of text"),
        ("a.xlsx", b"a,b\n1,2\n", "no Excel workbook"),
        ("a.csv", b"", "is empty"),
        ("a.pdf", b"a,b\n1,2\n", "Send a CSV file"),
    ],
)
def test_what_is_no_table_is_refused_in_words(harbor, signed_in, name, content, said):
    answer = signed_in(harbor.owner).post(f"{BASE}new/tickets/", {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    with harbor.scope():
        assert not ImportJob.objects.exists()


def test_words_that_look_like_markup_are_words(harbor, signed_in):
    """A table is read, never served: a title may hold what a browser would run."""
    table = b'Number,Opened,Title\n1,2026-11-02,"<script>alert(1)</script> <img src=x>"\n'
    client = signed_in(harbor.owner)
    answer = client.post(f"{BASE}new/tickets/", {"file": SimpleUploadedFile("t.csv", table)})
    assert answer.status_code == 302
    assert b"<script>alert" not in client.get(answer.url).content
