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
from updates.letters import letter_for
from updates.mails import assemble_mail, placeholder
from updates.prices import Price
from updates.samples import MONDAY, WORDS, calm_snapshot, quiet_snapshot, sample_update, snapshot
from updates.snapshot import Owed, Point, Snapshot, Work, changed_facts, from_json, to_json

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
        unsubscribe_url="" if audience == "sales" else STOP,
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
    "quiet": lambda: mail_of("customer", sample_update(quiet_snapshot(), sequence=9)),
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


@pytest.mark.parametrize("audience", ["customer", "internal", "sales"])
@pytest.mark.parametrize("count", [60, 120])
def test_a_mail_of_very_many_projects_says_of_each_how_it_stands_in_both_parts(audience, count):
    updates = [sample_update(snapshot(title=f"Project {n:03}"), WORDS, sequence=n + 1) for n in range(count)]
    mail = mail_of(audience, *updates)
    assert len(mail.html.encode()) < 102_000
    for number in range(count):
        whole = updates[number][1][audience].text.replace(placeholder(updates[number][0].pk), LINK)
        assert whole.strip() in mail.text
        assert f"Project {number:03}" in mail.html
    assert mail.html.count("11\xa0working days late") + mail.html.count("Off track, ready") >= count
    assert mail.html.count("Confirm the list of what you purchased") >= count
    assert mail.html.count('href="') >= count or audience == "sales"


def test_seven_full_projects_stand_whole_in_the_html():
    mail = mail_of("internal", *[sample_update(snapshot(), WORDS, sequence=n) for n in range(1, 8)])
    assert mail.html.count("Milestones") == 7
    assert "in short" not in mail.html


def test_one_project_too_long_for_a_mail_is_not_shortened():
    long = tuple(Owed("purchased", "n", "customer", "waiting", False, MONDAY, None, "x" * 300) for _ in range(300))
    assert mail_of("customer", sample_update(snapshot(owed=long))).html.count("x" * 300) == 300


def test_what_is_cut_off_a_list_is_counted_and_the_nearest_stays():
    days = [date(2026, 11, 1), *(date(2026, 12, day) for day in range(1, 15)), date(2026, 11, 2)]
    points = tuple(Point(f"Step {n}", day, reached=day if day.month == 11 else None) for n, day in enumerate(days))
    works = tuple(Work(f"Task {n}", "", date(2026, 12, 30 - n)) for n in range(15))
    mail = mail_of("internal", sample_update(snapshot(milestones=points, next=works, done=works)))
    assert "Step 1 " in mail.text
    assert "Step 12 " in mail.text
    assert "Step 13 " not in mail.text
    assert "reached" not in mail.text
    assert "4 more milestones" in mail.text
    assert mail.text.index("Next: Wed, Dec 16: Task 14") < mail.text.index("Next: Thu, Dec 17: Task 13")
    assert "Task 2\n" not in mail.text.split("Next: Wed")[1]
    assert mail.text.count("and 3 more tasks") == 2


def test_a_change_behind_the_cut_is_a_change():
    points = tuple(Point(f"Step {n}", date(2026, 12, 1 + n)) for n in range(20))
    moved = (*points[:-1], dataclasses.replace(points[-1], forecast=date(2027, 1, 5)))
    before = dataclasses.replace(snapshot(), milestones=points)
    assert changed_facts(dataclasses.replace(before, milestones=moved), before) == ("milestones",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "No change this week; next: Mon, Nov 30: Mount the access points, Devon\nClarke"),
        ({"next": ()}, "No change this week; next: ready on Dec 11"),
        ({"next": (), "milestones": (Point("Cutover", date(2026, 12, 4)),)}, "next: Cutover, Dec 4"),
        ({"status": "on_hold"}, "No change this week; next: work goes on when the hold ends."),
        ({"hours_logged": Decimal("0.25")}, ""),
        ({"done": (Work("Margin check", customer=False),)}, ""),
    ],
)
@pytest.mark.parametrize("audience", ["customer", "internal"])
def test_a_week_without_work_says_so_by_itself(audience, changes, said):
    mail = mail_of(audience, sample_update(dataclasses.replace(quiet_snapshot(), **changes)))
    assert said in mail.text
    assert ("No change this week" in mail.html) == bool(said)


def test_words_that_say_it_already_are_not_repeated():
    mail = mail_of("customer", sample_update(quiet_snapshot(), "No change this week. Next: the access points."))
    assert mail.text.count("No change this week") == 1


def test_contacts_stand_in_the_mail_as_their_reader_needs_them():
    customer, internal = mail_of("customer", late()), mail_of("internal", late())
    for mail in (customer, internal):
        assert "Lead tech" in mail.html
        assert "Joon Park, (401) 555-0146" in mail.text
    assert "raj@acme.example" not in customer.text + customer.html
    assert "Ann Lee, (401) 555-0171" in internal.text
    assert "Customer, technical   Raj Patel, raj@acme.example" in internal.text


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


def test_an_approved_change_is_named_beside_what_was_first_agreed():
    budget = dataclasses.replace(snapshot().budget, changes=Decimal(4))
    price = Price("fixed_price", "green", Decimal(38400), changes=Decimal(1400))
    changed = dataclasses.replace(snapshot(), budget=budget, price=price)
    rows = {
        audience: {row.label: row.value.replace("\u00a0", " ") for row in letter_for(audience, changed).rows}
        for audience in ("customer", "internal")
    }
    assert (rows["customer"]["First agreed"], rows["customer"]["Approved changes"]) == ("$37,000", "$1,400")
    assert rows["customer"]["Agreed price"] == "$38,400"
    assert (rows["internal"]["First agreed"], rows["internal"]["Approved changes"]) == ("100 h", "+4 h")
