from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from msp_pm.env import clock_offset
from scripts._dev.problem import Problem
from scripts._dev.stack import product_programs, same_offset_for_all, shared_environment, start_servers
from scripts._dev.supervisor import Supervisor

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URLS = {
    "DATABASE_URL": "app",
    "DATABASE_OWNER_URL": "owner",
    "DATABASE_PORTAL_URL": "portal",
    "REDIS_URL": "redis",
}


@pytest.mark.parametrize(
    ("given", "moved_by"),
    [
        ("P3DT2H", timedelta(days=3, hours=2)),
        ("-PT30M", timedelta(minutes=-30)),
        ("2026-11-27T13:00:00+01:00", timedelta(days=4)),
        ("2026-11-22T12:00:00+00:00", timedelta(days=-1)),
    ],
)
def test_a_moved_clock_is_the_same_for_every_process(given, moved_by):
    fixed = same_offset_for_all(given, NOW)
    an_hour_later = NOW + timedelta(hours=1)
    assert clock_offset(fixed, an_hour_later) == moved_by


def test_a_clock_offset_that_says_nothing_is_one_sentence():
    with pytest.raises(Problem, match="CLOCK_OFFSET is neither"):
        same_offset_for_all("next week", NOW)


def test_no_process_that_runs_all_day_gets_the_owners_url(tmp_path):
    environment = shared_environment(URLS, tmp_path, 8123, 1025, {"SECRET_KEY": "x"})
    assert environment["DATABASE_OWNER_URL"] == "owner"
    programs = product_programs(environment, 8123)
    assert [program.name for program in programs] == ["web", "worker", "beat"]
    assert all("DATABASE_OWNER_URL" not in program.environment for program in programs)
    assert environment["SITE_URL"] == "http://127.0.0.1:8123"


def test_own_servers_need_all_three_database_urls(tmp_path):
    with pytest.raises(Problem, match="so DATABASE_OWNER_URL and DATABASE_PORTAL_URL must be set too"):
        start_servers(Supervisor(), tmp_path, {"DATABASE_URL": "postgresql://own/db"})


def test_own_servers_are_used_and_nothing_is_started(tmp_path):
    supervisor = Supervisor()
    assert start_servers(supervisor, Path(tmp_path), URLS) == URLS
    assert supervisor.pids() == {}
