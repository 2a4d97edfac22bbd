"""What a browser and a mail program would make of a page and of a mail: whatever came to life is a fault."""

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser
from urllib.parse import urlsplit

LEADING = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "srcset",
    "content",
    "hx-get",
    "hx-post",
}
NEVER_IN_MAIL = {
    "script",
    "img",
    "iframe",
    "form",
    "link",
    "object",
    "embed",
    "video",
    "audio",
    "svg",
    "base",
    "input",
}
TURNING = set("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
MAIL_HEADERS = {
    "from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type", "x-organization",
    "x-project", "x-mail-kind", "x-audience", "x-week", "x-request-id", "auto-submitted", "list-unsubscribe",
    "list-unsubscribe-post", "content-transfer-encoding",
}  # fmt: skip


class Reader(HTMLParser):
    """Collects what no text may become: elements and handlers of its own, addresses that lead elsewhere."""

    def __init__(self):
        super().__init__()
        self.faults, self.links, self.tags = [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag.startswith("pwn") or any(leads_out(*pair) for pair in attrs):
            self.faults.append(f"<{tag}> {attrs}"[:300])
        for name, value in attrs:
            if name.startswith("on") or (name == "style" and "evil" in (value or "")):
                self.faults.append(f"{name}={value} on <{tag}>")
            if name in ("href", "src", "action"):
                self.links.append((value or "").strip())

    def handle_comment(self, data):
        self.faults.append(f"a comment: {data[:80]}")


def leads_out(name, value):
    """Whether an attribute that a browser or our scripts follow names the foreign host; its own query may say so."""
    if name not in LEADING and not name.startswith(("hx-", "data-hx")):
        return False
    if name in ("content", "srcset"):
        return "evil.example" in (value or "")
    try:
        return "evil" in (urlsplit((value or "").strip()).hostname or "")
    except ValueError:  # no address at all
        return False


def read_html(html):
    """A ``Reader`` that has read all of it."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def page_faults(html):
    """What came to life in a page."""
    reader = read_html(html)
    return reader.faults + [
        link for link in reader.links if re.match(r"\W*(java|vb)\s*script:|data:[^,]", link, re.IGNORECASE)
    ]


def mail_faults(content, to_email, own_hosts):
    """What came to life in the bytes of one mail: headers, readers, turned letters, markup, links."""
    message = message_from_bytes(content, policy=policy.default)
    names = [name.lower() for name in message]
    faults = [f"a header {name}" for name in names if name not in MAIL_HEADERS or names.count(name) > 1]
    faults += [f"defect {defect!r}" for defect in message.defects]
    readers = [address.addr_spec for address in message["To"].addresses]
    faults += [] if readers == [to_email] else [f"goes to {readers}"]
    shown = f"{message['Subject']}{message['From']}{message['To']}"
    faults += [f"turned letters in a header: {shown!r}"] if TURNING & set(shown) else []
    html = message.get_body(("html",))
    return faults + (_markup_faults(html.get_content(), own_hosts) if html else [])


def _markup_faults(html, own_hosts):
    reader = read_html(html)
    faults = reader.faults + [f"<{tag}>" for tag in reader.tags & NEVER_IN_MAIL]
    for link in reader.links:
        parts = urlsplit(link)
        if not (parts.scheme in ("mailto", "tel") or parts.hostname in own_hosts):
            faults.append(f"leads to {link}")
    return faults
