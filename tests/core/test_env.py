"""Reading the environment."""

from datetime import UTC, datetime, timedelta

import pytest

from msp_pm import env

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "offset"),
    [
        ("", timedelta()),
        ("P3D", timedelta(days=3)),
        ("P1W", timedelta(weeks=1)),
        ("P3DT2H", timedelta(days=3, hours=2)),
        ("PT90M", timedelta(minutes=90)),
        ("PT30S", timedelta(seconds=30)),
        ("+P1D", timedelta(days=1)),
        ("-PT30M", timedelta(minutes=-30)),
        ("2026-11-27T15:00:00+00:00", timedelta(days=4, hours=3)),
        ("2026-11-27T15:00:00Z", timedelta(days=4, hours=3)),
        ("2026-11-23T13:00:00+01:00", timedelta()),
    ],
)
def test_the_clock_moves_by_a_duration_or_to_an_instant(value, offset):
    assert env.clock_offset(value, NOW) == offset


@pytest.mark.parametrize("value", ["P", "PT", "3 days", "P1.5D", "2026-11-27T15:00:00", "2026-11-27", "tomorrow"])
def test_what_is_no_offset_is_refused(value):
    with pytest.raises(ValueError, match=r"CLOCK_OFFSET|isoformat"):
        env.clock_offset(value, NOW)


def test_an_instant_without_zone_is_refused_with_an_example():
    with pytest.raises(ValueError, match=r"needs an offset, for example"):
        env.clock_offset("2026-11-27T15:00:00", NOW)


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://relay.example", 25, False, False),
        ("smtp://relay.example:1025", 1025, False, False),
        ("smtps://u:p@relay.example", 465, True, False),
        ("smtp+tls://u:p@relay.example", 587, False, True),
    ],
)
def test_a_mail_url_says_host_port_and_encryption(url, port, ssl, tls):
    read = env.email(url)
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"]) == ("relay.example", port)
    assert (read["EMAIL_USE_SSL"], read["EMAIL_USE_TLS"]) == (ssl, tls)


def test_a_mail_url_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="EMAIL_URL"):
        env.email("http://relay.example")


def test_a_mail_password_may_hold_any_sign():
    read = env.email("smtps://user%40x:p%3Aw%2F@relay.example")
    assert (read["EMAIL_HOST_USER"], read["EMAIL_HOST_PASSWORD"]) == ("user@x", "p:w/")


def test_a_database_url_says_all():
    read = env.database("postgresql://a%40b:c%2Fd@db.example:5433/name%20x?sslmode=require", CONN_MAX_AGE=5)
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == ("a@b", "c/d", "db.example", "5433")
    assert (read["NAME"], read["OPTIONS"], read["CONN_MAX_AGE"]) == ("name x", {"sslmode": "require"}, 5)


@pytest.mark.parametrize(("value", "on"), [("1", True), ("Yes", True), ("0", False), ("", False), ("no", False)])
def test_a_switch_is_on_or_off(monkeypatch, value, on):
    monkeypatch.setenv("A_SWITCH", value)
    assert env.flag("A_SWITCH") is on
