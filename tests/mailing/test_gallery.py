"""The gallery page shows every sample, as HTML and as text."""

import pytest

from mailing.gallery import samples
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
GALLERY = "/o/harbor/deliveries/gallery/"


def test_every_sample_has_its_page_and_its_closed_frame(harbor, signed_in):
    client = signed_in(harbor.technician)
    for sample in samples():
        page = client.get(f"{GALLERY}{sample.key}/")
        assert page.status_code == 200
        assert page.context["chosen"].key == sample.key
        frame = client.get(f"{GALLERY}{sample.key}/html/")
        assert frame.content.decode() == sample.mail.html
        assert "sandbox" in frame.headers["Content-Security-Policy"]


def test_the_text_can_be_read_and_what_is_no_sample_is_no_page(harbor, signed_in):
    client = signed_in(harbor.technician)
    assert "This is the whole list" in client.get(f"{GALLERY}deal_returned-sales/?as=text").content.decode()
    assert client.get(GALLERY).status_code == 200
    for path in ("nothing/", "nothing/html/"):
        assert client.get(GALLERY + path).status_code == 404


def test_the_gallery_asks_the_database_for_the_frame_of_the_page_only(harbor, signed_in):
    client = signed_in(harbor.technician)
    client.get(GALLERY)
    with counted_statements() as found:
        client.get(GALLERY)
    assert len(found) <= 8, found
