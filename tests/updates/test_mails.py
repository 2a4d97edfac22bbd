"""What the mails say, per audience, against golden files; what they never say; how they stand injection.

After a wanted change: ``GOLDEN=write`` in the environment writes the files anew; read the difference.
"""

import dataclasses
import json
import os
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from updates.compose import clean
from updates.mails import assemble_mail, placeholder
from updates.prices import Price
from updates.samples import MONDAY, WORDS, calm_snapshot, sample_update, snapshot
from updates.snapshot import Owed, Snapshot, Work, from_json, to_json

GOLDEN = Path(__file__).parent.parent / "mail" / "golden" / "weekly_update"
LINK = "https://status.example/portal/token/"
STOP = "https://status.example/respond/unsubscribe/token/"


@pytest.fixture(autouse=True)
def _own_address(settings):
    settings.SITE_URL = "http://127.0.0.1:8000"


def mail_of(audience, *updates):
    pairs = [(update, renders[audience]) for update, renders in updates]
    customer = audience == "customer"
    return assemble_mail(
        pairs,
        audience=audience,
        sender="Harbor Light IT",
        week_start=MONDAY,
        day=date(2026, 11, 20),
        links={update.pk: LINK for update, _renders in updates} if customer else None,
        unsubscribe_url=STOP if customer else "",
    )


def late():
    return sample_update(snapshot(), WORDS)


def calm():
    return sample_update(calm_snapshot(), sequence=9)


CASES = {
    "customer": lambda: mail_of("customer", late()),
    "customer_several": lambda: mail_of("customer", late(), calm()),
    "internal": lambda: mail_of("internal", late(), calm()),
    "sales": lambda: mail_of("sales", late()),
}


@pytest.mark.parametrize("name", CASES)
def test_the_mail_is_the_golden_one(name):
    mail = CASES[name]()
    for ending, content in (("txt", f"Subject: {mail.subject}\n\n{mail.text}"), ("html", mail.html)):
        path = GOLDEN / f"{name}.{ending}"
        if os.environ.get("GOLDEN") == "write":
            path.write_text(content)
        assert content == path.read_text()


@pytest.mark.parametrize("name", CASES)
def test_the_mail_is_small_and_needs_nothing_from_outside(name):
    mail = CASES[name]()
    assert len(mail.html.encode()) < 30_000
    assert not re.search(r"<(img|script|link|iframe|form)\b|url\(|@import", mail.html)
    assert max(map(len, mail.text.splitlines())) <= 76
    assert "personal-link" not in mail.html + mail.text


def test_customers_read_no_hours_of_a_fixed_price_no_cost_and_nothing_internal():
    mail = mail_of("customer", late())
    for content in (mail.text, mail.html, mail.subject):
        for hidden in (
            "108.2",
            "104",
            "46.5",
            "61.7",
            "9,480",
            "9,774",
            "9480",
            "Margin check",
            "Escalation",
            "P-0007",
            "backordered",
            "internal",
            "4%",
        ):
            assert hidden not in content.replace("24px", "").replace("&nbsp;", ""), hidden


def test_time_and_materials_shows_the_amount_against_the_estimate():
    mail = mail_of("customer", calm())
    assert "Your price: ON TRACK, $3,000 of $9,000 estimated (last week: on track)" in mail.text
    assert "Expected at the end   $8,700" in mail.text
    assert "58" not in mail.text


def test_a_cap_is_shown_as_a_cap():
    facts = snapshot(
        billing_model="not_to_exceed",
        price=Price("not_to_exceed", "green", Decimal(9000), Decimal(8000), Decimal(9000)),
    )
    assert "$8,000 of at most $9,000 used" in mail_of("customer", sample_update(facts)).text


def test_a_snapshot_survives_being_kept_as_json():
    facts = snapshot()
    assert from_json(Snapshot, json.loads(json.dumps(to_json(facts)))) == facts


def test_a_snapshot_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        snapshot().title = "Other"


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><a href="https://evil.example">x</a>',
    "![x](https://evil.example/x.png)",
    "javascript:alert(1)",
    "Name\r\nBcc: all@example.com",
    "a\u202eb\u2066c\u200fd",
    "{{ settings.SECRET_KEY }}",
    "{% include 'x' %}",
    "x" * 10_000,
    "\x00\x08nul",
    "&lt;b&gt;",
    "https://evil.example/",
    "<a href='javascript:alert(1)'>x</a>",
    "</title><script>1</script>",
    "<style>*{display:none}</style>",
    '=HYPERLINK("https://evil.example")',
    "\u2028line\u2029paragraph",
    "'; DROP TABLE x; --",
    "<!--",
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("audience", ["customer", "internal", "sales"])
def test_texts_of_people_stay_texts(payload, audience):
    text = clean(payload)
    facts = snapshot(
        title=text,
        customer=text,
        done=(Work(text, text),),
        next=(Work(text, text),),
        owed=(Owed("purchased", "n", "customer", "waiting", False, MONDAY, None, text),),
    )
    mail = mail_of(audience, sample_update(facts, words=payload.replace("\x00", "")))
    assert not re.search(r"<(img|script|iframe|form|style\s*>\*)", mail.html.split("</head>")[1])
    links = re.findall(r'href="([^"]*)"', mail.html)
    assert all(link.startswith((LINK, STOP, "http://127.0.0.1", "http://testserver")) for link in links), links
    assert "\n" not in mail.subject
    assert not set("\u202e\u2066\u200f\r\x00\x08\u2028\u2029") & set(mail.subject)


def test_a_digest_of_very_many_projects_names_all_and_is_not_cut_off():
    updates = [sample_update(snapshot(title=f"Project {n:03}"), sequence=n + 1) for n in range(100)]
    mail = mail_of("internal", *updates)
    assert len(mail.html.encode()) < 102_000
    assert all(f"Project {n:03}" in mail.html for n in range(100))
    assert "more projects are in the list above." in mail.text


def test_a_text_cannot_imitate_the_place_of_a_link():
    update, _renders = late()
    facts = snapshot(title=f"{placeholder(update.pk)[:-5]}")
    mail = mail_of("customer", sample_update(facts))
    assert mail.html.count(LINK) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"committed_end": None, "reason": "end_not_committed"}, "no end agreed yet"),
        ({"reason": "nothing_scheduled"}, "not scheduled yet"),
    ],
)
def test_a_mail_tells_no_end_that_nobody_has_planned(changes, said):
    facts = snapshot()
    time = dataclasses.replace(facts.time, color="not_scheduled", delivered_on=None, **changes)
    mail = mail_of("customer", sample_update(dataclasses.replace(facts, time=time)))
    assert said in mail.text
    assert "ready" not in mail.subject.lower()
