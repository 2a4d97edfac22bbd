"""A row of the outbox as the bytes that go to the mail server.

Headers go through the standard library's strict policy; the two bodies are encoded here, because the
library's own quoted-printable is half of the cost of a mail.
"""

import re
from binascii import b2a_qp
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

OWN_HEADERS = {
    "from",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "sender",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "x-organization",
}
PLAIN_NAME = re.compile(r"[\w!#$%&'*+/=?^`{|}~ -]{1,60}", re.ASCII)
HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
LINE_END = re.compile(r"\r\n|\r|\n")


def mime_bytes(mail, *, sender, sender_name, organization_slug=""):
    """The whole message of a mail row, CRLF lines, the same bytes for every retry.

    ``sender`` is an address, ``sender_name`` the name shown with it. Raises ValueError for content
    that cannot be a header (line breaks) or an address: nothing is ever smuggled in.
    """
    people = _people("From", sender_name, sender) + _people("To", mail.to_name, mail.to_email)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    if mail.reply_to:
        message["Reply-To"] = _address(mail.reply_to)
    if organization_slug:
        message["X-Organization"] = organization_slug
    for name, value in mail.headers.items():
        if not HEADER_NAME.fullmatch(name):
            raise ValueError(f"not the name of a header: {name!r}")
        if name.lower() not in OWN_HEADERS:
            message[name] = str(value)
    return people + message.as_bytes().removesuffix(b"\r\n") + b"MIME-Version: 1.0\r\n" + _body(mail)


def _body(mail):
    text = _part("plain", mail.text)
    if not mail.html:
        return text
    boundary = f"part-{mail.pk.hex}"
    head = f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n--{boundary}\r\n'
    parts = f"--{boundary}\r\n".encode().join([text, _part("html", mail.html)])
    return head.encode() + parts + f"--{boundary}--\r\n".encode()


def _part(subtype, content):
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    lines = LINE_END.sub("\r\n", content.rstrip()) + "\r\n"
    return head.encode() + b2a_qp(lines.encode(), istext=True)


def _people(header, name, address):
    """The line of one person. A name that is not plain goes as encoded words: the library may lose the quotes
    of a long one when it folds the line, and then the name reads as addresses.
    """
    name = " ".join(name.split())
    mailbox = f"<{_address(address).addr_spec}>" if name else _address(address).addr_spec
    if name and not PLAIN_NAME.fullmatch(name):
        name = Header(name, "utf-8", header_name=header).encode(linesep="\r\n")
    gap = "\r\n " if len(name) > 40 else " " if name else ""
    return f"{header}: {name}{gap}{mailbox}\r\n".encode("ascii")


def _address(address):
    try:
        return Address(addr_spec=address)
    except (IndexError, AttributeError) as error:  # the parser's way of saying "not an address"
        raise ValueError(f"not an address: {address!r}") from error
