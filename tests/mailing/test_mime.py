"""The bytes of a mail: what a mail program reads back, and what never gets in."""

import datetime as dt
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from types import SimpleNamespace
from uuid import UUID

import pytest

from mailing.mime import mime_bytes

SENDER = {"sender": "updates@msp.example", "sender_name": "Harbor Light: IT, Inc.", "organization_slug": "harbor"}


def a_mail(**changes):
    """A mail row with every field filled; no database."""
    values = {
        "pk": UUID(int=7),
        "to_name": "Zoë Lee",
        "to_email": "zoe@acme.example",
        "subject": "Ready — January 6",
        "created_at": dt.datetime(2026, 11, 20, 20, 0, tzinfo=dt.UTC),
        "message_id": "<7@msp.example>",
        "reply_to": "ana@harbor.example",
        "text": "On time.\n.a line with a dot\n\n– Ana\n",
        "html": "<p>On time – Zoë</p>\n" * 30,
        "headers": {
            "X-Mail-Kind": "weekly_update",
            "List-Unsubscribe": "<https://msp.example/u/1>",
            "Subject": "forged",
        },
    }
    return SimpleNamespace(**values | changes)


def read(mail):
    """What a mail program makes of it."""
    return message_from_bytes(mime_bytes(mail, **SENDER), policy=policy.default)


def test_a_mail_program_reads_back_both_bodies_and_every_header():
    mail = a_mail()
    message = read(mail)

    assert not message.defects
    assert message.get_content_type() == "multipart/alternative"
    assert message.get_body(("plain",)).get_content().splitlines() == mail.text.splitlines()
    assert message.get_body(("html",)).get_content().splitlines() == mail.html.splitlines()
    assert message["From"] == '"Harbor Light: IT, Inc." <updates@msp.example>'
    assert message["To"] == "Zoë Lee <zoe@acme.example>"
    assert message["Reply-To"] == "ana@harbor.example"
    assert message["Message-ID"] == "<7@msp.example>"
    assert message["X-Organization"] == "harbor"
    assert message["List-Unsubscribe"] == "<https://msp.example/u/1>"
    assert message["Date"] == "Fri, 20 Nov 2026 20:00:00 +0000"


def test_headers_of_the_row_never_replace_those_of_the_mail():
    assert read(a_mail()).get_all("Subject") == ["Ready — January 6"]


def test_a_mail_without_html_is_plain_text():
    message = read(a_mail(html=""))
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == a_mail().text.splitlines()


def test_every_retry_has_the_same_bytes():
    assert mime_bytes(a_mail(), **SENDER) == mime_bytes(a_mail(), **SENDER)


def test_lines_end_with_crlf_and_none_is_too_long_for_the_road():
    lines = mime_bytes(a_mail(text="word " * 5000), **SENDER).split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hello\r\nBcc: thief@evil.example"},
        {"subject": "Hello\nBcc: thief@evil.example"},
        {"headers": {"X-Project": "P-1\r\nBcc: thief@evil.example"}},
        {"to_email": "a@b.example\r\nBcc: thief@evil.example"},
        {"reply_to": "a@b.example\nBcc: thief@evil.example"},
        {"to_email": "nonsense"},
        {"to_email": ""},
        {"message_id": "<7@x>\r\nBcc: thief@evil.example"},
        {"headers": {"X-A\r\nBcc: thief@evil.example": "1"}},
    ],
)
def test_a_line_break_where_a_header_belongs_is_an_error(changes):
    with pytest.raises(ValueError, match=r"\w"):
        mime_bytes(a_mail(**changes), **SENDER)


def test_a_line_break_in_a_name_becomes_a_space():
    message = read(a_mail(to_name="Zoë\r\nBcc: thief@evil.example"))
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "zoe@acme.example"


@pytest.mark.parametrize(
    "name",
    [
        'Devon Clarke "><b> <thief@evil.example>, "x" ' + "word " * 20,
        "Doe, John; thief@evil.example " * 4,
        "Zoë, " * 30,
    ],
)
def test_a_long_name_with_signs_of_addresses_stays_a_name(name):
    content = mime_bytes(a_mail(to_name=name), **SENDER)
    assert [address.addr_spec for address in read(a_mail(to_name=name))["To"].addresses] == ["zoe@acme.example"]
    shown, address = parseaddr(message_from_bytes(content)["To"])
    assert (str(make_header(decode_header(shown))), address) == (" ".join(name.split()), "zoe@acme.example")
