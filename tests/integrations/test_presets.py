"""The real shapes of three systems, read as the body of one and the same deal. No database."""

import datetime as dt
import json
from copy import deepcopy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from deals.body import read_body
from integrations.choices import Preset
from integrations.presets import read_payload
from integrations.presets.mapping import Mapping, checked
from integrations.presets.reading import Draft

PAYLOADS = Path(__file__).parent / "payloads"
NEW_YORK = ZoneInfo("America/New_York")
THEIRS = {
    "hubspot": {
        "fields": {
            "po_number": "customer_po",
            "target_start": "project_start",
            "target_end": "project_end",
            "billing_model": "billing_type",
            "line.hours": "labor_hours",
            "line.skill_level": "level",
        },
        "words": {"billing_model": {"fixed fee": "fixed_price"}, "line.skill_level": {"Senior": "L3"}},
    },
    "connectwise": {
        "fields": {
            "target_start": "Promised start",
            "target_end": "Promised end",
            "billing_model": "billing",
            "line.skill_level": "Level",
        },
        "words": {"billing_model": {"fixed fee": "fixed_price"}, "line.skill_level": {"Senior": "L3"}},
    },
    "autotask": {
        "fields": {"billing_model": "Billing", "line.skill_level": "Level"},
        "words": {"billing_model": {"fixed fee": "fixed_price"}, "line.skill_level": {"Senior": "L3"}},
    },
}


def payload_of(preset):
    return json.loads((PAYLOADS / f"{preset}.json").read_text())


def reading_of(preset, payload=None, mapping=None):
    payload = payload_of(preset) if payload is None else payload
    return read_payload(preset, payload, mapping=THEIRS[preset] if mapping is None else mapping, zone=NEW_YORK)


def body_of(preset, payload=None, mapping=None):
    """The canonical body that the deals would keep."""
    reading = reading_of(preset, payload, mapping)
    return read_body(reading.body | {"source": preset}, currency="EUR")


@pytest.mark.parametrize("preset", THEIRS)
def test_the_same_deal_is_read_out_of_each_system(preset):
    body = body_of(preset)
    assert {
        name: body[name] for name in ("title", "won_on", "po_number", "billing_model", "salesperson_email")
    } == {
        "title": "Server refresh",
        "won_on": "2026-11-02",
        "po_number": "PO-9",
        "billing_model": "fixed_price",
        "salesperson_email": "sales@harbor.example",
    }
    assert (body["target_start"], body["target_end"]) == ("2026-12-01", "2027-01-15")
    assert body["customer"]["name"] == "Brook Dental"
    assert body["customer"]["external_id"]
    (contact,) = body["contacts"]
    assert (contact["name"], contact["email"]) == ("Lee Ann", "lee@brook.example")
    labor, server = body["lines"]
    assert (labor["kind"], labor["hours"], labor["skill_level"]) == ("labor", "40.00", "L3")
    assert [float(labor[name]) for name in ("quantity", "unit_price", "unit_cost")] == [40, 150, 70]
    assert (server["kind"], server["description"]) == ("product", "Server")
    # Ten percent off, in each system's own way of saying it.
    assert [float(server[name]) for name in ("quantity", "unit_price", "unit_cost")] == [2, 3780, 3600]
    assert server["skill_level"] == ""


def test_a_currency_is_theirs_where_they_say_one_and_the_home_currency_where_they_do_not():
    assert [body_of(preset)["currency"] for preset in THEIRS] == ["USD", "USD", "EUR"]


def test_words_of_their_own_are_translated_and_unknown_ones_are_refused_where_they_stand():
    payload = payload_of("hubspot")
    payload["deal"]["properties"]["deal_currency_code"] = "US Dollar"
    with pytest.raises(InvalidInput) as refusal:
        body_of("hubspot", payload)
    (error,) = refusal.value.errors
    assert reading_of("hubspot", payload).origin_of(error["pointer"]) == "/deal/properties/deal_currency_code"
    taught = deepcopy(THEIRS["hubspot"])
    taught["words"]["currency"] = {"US DOLLAR": "USD"}
    assert body_of("hubspot", payload, taught)["currency"] == "USD"


@pytest.mark.parametrize(
    ("preset", "payload", "pointer"),
    [("hubspot", {"id": "7", "properties": {"dealname": "x" * 300}}, "/properties/dealname")],
)
def test_a_bare_object_is_read_too(preset, payload, pointer):
    reading = reading_of(preset, payload)
    assert reading.body["external_id"] == "7"
    assert reading.origin_of("/title") == pointer


@pytest.mark.parametrize(
    ("preset", "payload", "key"),
    [
        ("hubspot", {"deal_id": "18702351234", "line_items": payload_of("hubspot")["line_items"]}, "18702351234"),
        ("connectwise", {"opportunity_id": 4417, "products": payload_of("connectwise")["products"]}, "4417"),
        ("autotask", {"opportunityID": 29684, "quoteItems": payload_of("autotask")["quoteItems"]}, "29684"),
    ],
)
def test_late_lines_say_nothing_but_lines(preset, payload, key):
    reading = reading_of(preset, payload)
    assert (reading.body["external_id"], len(reading.body["lines"]), reading.has_header) == (key, 2, False)


@pytest.mark.parametrize("preset", THEIRS)
def test_a_payload_without_lines_does_not_speak_of_them(preset):
    payload = payload_of(preset)
    for name in ("line_items", "products", "quoteItems"):
        payload.pop(name, None)
    assert "lines" not in reading_of(preset, payload).body


def test_a_deal_that_is_not_won_is_set_aside():
    hubspot, connectwise, autotask = map(payload_of, THEIRS)
    hubspot["deal"]["properties"]["hs_is_closed_won"] = "false"
    connectwise["opportunity"]["status"]["name"] = "Lost"
    autotask["opportunity"]["lostDate"] = "2026-11-02T00:00:00"
    for preset, payload in zip(THEIRS, (hubspot, connectwise, autotask), strict=True):
        assert reading_of(preset, payload).aside == "not_won"


def test_a_callback_of_connectwise_carries_its_entity_as_text():
    entity = payload_of("connectwise")["opportunity"]
    reading = reading_of(
        "connectwise", {"ID": 4417, "Action": "updated", "Type": "opportunity", "Entity": json.dumps(entity)}
    )
    assert (reading.body["title"], reading.origin_of("/title")) == ("Server refresh", "/Entity/name")


def test_hours_are_never_guessed_from_a_count():
    payload = payload_of("hubspot")
    body = body_of("hubspot", payload, {"fields": {}, "words": {}})
    assert (body["lines"][0]["kind"], body["lines"][0]["hours"]) == ("labor", None)


def test_the_sender_s_instants_are_kept_for_head_and_lines():
    reading = reading_of("hubspot")
    assert reading.header_at == dt.datetime(2026, 11, 3, 2, 31, 10, 120000, tzinfo=dt.UTC)
    assert reading.lines_at == dt.datetime(2026, 11, 3, 2, 21, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-02", "2026-11-02"),
        ("2026-11-02T00:00:00Z", "2026-11-02"),
        ("2026-11-02T00:00:00+10:00", "2026-11-02"),
        ("2026-11-03T02:30:00.000Z", "2026-11-02"),
        ("1793620800000", "2026-11-02"),
        ("0001-01-01T01:00:00Z", "0001-01-01T01:00:00Z"),
        ("next week", "next week"),
    ],
)
def test_a_day_is_a_day_however_it_is_written(written, day):
    assert Draft(Mapping(), NEW_YORK).day(written) == day


@pytest.mark.parametrize(
    "mapping",
    [
        [],
        {"other": {}},
        {"fields": {"title": "x"}},
        {"fields": {"po_number": 7}},
        {"words": {"title": {"a": "b"}}},
        {"words": {"currency": {"a": ""}}},
    ],
)
def test_a_mapping_that_means_nothing_is_refused_with_a_pointer(mapping):
    with pytest.raises(InvalidInput) as refusal:
        checked(mapping)
    assert refusal.value.errors[0]["pointer"].startswith("/mapping")


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def replaced(value, path, junk):
    """A copy with what stands at ``path`` replaced."""
    if not path:
        return junk
    copy = deepcopy(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], junk)
    return copy


def paths_of(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from paths_of(part, (*path, key))


@given(st.data())
def test_whatever_stands_anywhere_is_read_or_refused_and_never_breaks(data):
    preset = data.draw(st.sampled_from([*THEIRS, "native"]))
    payload = (
        payload_of(preset) if preset in THEIRS else {"external_id": "1", "title": "x", "lines": [{"hours": 1}]}
    )
    path = data.draw(st.sampled_from([path for path in paths_of(payload) if path]))
    payload = replaced(payload, path, data.draw(JUNK))
    reading = read_payload(Preset(preset), payload, mapping=THEIRS.get(preset), zone=NEW_YORK)
    refused = []
    try:
        read_body(reading.body | {"source": preset}, currency="USD")
    except InvalidInput as refusal:
        refused = refusal.errors
    assert all(reading.origin_of(error["pointer"]).startswith("/") for error in refused)
