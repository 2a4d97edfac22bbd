"""The catcher's pages as HTML text: the list, and one mail seen four ways."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from scripts._dev.mail_store import CaughtMail

VIEWS = {"html": "HTML", "text": "Text", "headers": "Headers", "source": "Source"}
LINK = re.compile(r"https?://[^\s<>\"')\]]+")
STYLE = """
:root { color-scheme: light dark; --ground: #f6f7f9; --paper: #fff; --ink: #1c2430; --soft: #5b6675;
  --line: #dde2e8; --accent: #1f5fa8; }
@media (prefers-color-scheme: dark) { :root { --ground: #12161c; --paper: #1a2028; --ink: #e6eaf0;
  --soft: #9aa6b4; --line: #2c3540; --accent: #7fb2ee; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: center; }
h1 { font-size: 1.15rem; margin: 0; } a { color: var(--accent); }
form { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0; }
input, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: .375rem; padding: .3rem .6rem; min-width: 0; }
table { width: 100%; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 500; } thead th { border-top: 0; white-space: nowrap; }
td.time { white-space: nowrap; color: var(--soft); font-variant-numeric: tabular-nums; }
nav { display: flex; gap: 1rem; margin: 1rem 0; } nav [aria-current] { color: var(--ink); font-weight: 600;
  text-decoration: none; }
pre { background: var(--paper); border: 1px solid var(--line); padding: 1rem; white-space: pre-wrap;
  overflow-wrap: anywhere; margin: 0; font: 14px/1.5 ui-monospace, monospace; }
iframe { width: 100%; height: 75vh; border: 1px solid var(--line); background: #fff; }
.empty { background: var(--paper); border: 1px solid var(--line); padding: 2rem; color: var(--soft); }
@media (max-width: 40rem) { thead { display: none; } tr, td { display: block; } td { border: 0;
  padding: .15rem .75rem; } tr { border-top: 1px solid var(--line); padding: .5rem 0; } }
"""


def list_page(mails: Iterable[CaughtMail], query: dict[str, str]) -> str:
    """All mails that match the query, newest first."""
    rows = "".join(map(_row, mails))
    table = (
        f"<table><thead><tr><th>Received</th><th>To</th><th>Subject</th><th>Kind</th></tr></thead>{rows}</table>"
    )
    nothing = "No mail here yet. Every mail that MSP PM sends on this machine lands on this page."
    if any(query.values()):
        nothing = "No mail matches this search."
    return _page("Mails", _search(query), table if rows else f'<p class="empty">{nothing}</p>')


def _search(query: dict[str, str]) -> str:
    labels = {"to": "Recipient", "subject": "Subject", "kind": "Kind"}
    fields = "".join(
        f'<input type="search" name="{name}" aria-label="{label}" placeholder="{label}" '
        f'value="{escape(query.get(name, ""))}">'
        for name, label in labels.items()
    )
    clear = '<form method="post" action="/clear"><button>Delete all</button></form>'
    return f'<form role="search">{fields}<button>Search</button></form>{clear}'


def _row(mail: CaughtMail) -> str:
    subject = escape(mail.header("Subject") or "(no subject)")
    return (
        f'<tr><td class="time">{mail.received_at.astimezone():%b %d, %H:%M:%S}</td>'
        f"<td>{escape(', '.join(mail.envelope_to))}</td>"
        f'<td><a href="/messages/{mail.id}">{subject}</a></td>'
        f"<td>{escape(mail.header('X-Mail-Kind'))}</td></tr>"
    )


def mail_page(mail: CaughtMail, view: str) -> str:
    """One mail; `view` is one of VIEWS, or empty for the richest there is."""
    if view not in VIEWS:
        view = "html" if mail.body("html") else "text"
    tabs = "".join(
        f'<a href="?view={name}"{" aria-current=page" if name == view else ""}>{label}</a>'
        for name, label in VIEWS.items()
    )
    head = f"<p>From {escape(mail.header('From'))}<br>To {escape(', '.join(mail.envelope_to))}</p>"
    body = f"{head}<nav>{tabs}</nav>{_view(mail, view)}"
    return _page(mail.header("Subject") or "(no subject)", '<a href="/">All mails</a>', body)


def _view(mail: CaughtMail, view: str) -> str:
    if view == "html":
        source = f"/messages/{mail.id}/html"
        sandbox = "allow-popups allow-popups-to-escape-sandbox"
        return f'<iframe title="The mail as HTML" sandbox="{sandbox}" src="{source}"></iframe>'
    if view == "text":
        return f"<pre>{_with_links(mail.body('plain'))}</pre>"
    if view == "headers":
        rows = (f"<tr><th>{escape(n)}</th><td>{escape(v)}</td></tr>" for n, v in mail.headers.items())
        return f"<table>{''.join(rows)}</table>"
    return f"<pre>{escape(mail.source.decode(errors='replace'))}</pre>"


def _with_links(text: str) -> str:
    pieces, end = [], 0
    for found in LINK.finditer(text):
        address = escape(found.group())
        pieces.append(escape(text[end : found.start()]))
        pieces.append(f'<a href="{address}" rel="noreferrer" target="_blank">{address}</a>')
        end = found.end()
    return "".join(pieces) + escape(text[end:])


def framed_html(mail: CaughtMail) -> str:
    """The HTML part for the sandboxed frame; links open in a tab of their own."""
    return f'<base target="_blank">{mail.body("html")}'


def _page(title: str, tools: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css">'
        f"</head><body><header><h1>{escape(title)}</h1>{tools}</header><main>{body}</main></body></html>"
    )
