"""Rate limits: what a caller sees, with Redis and without."""

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client

from core import limits
from core.models import HitCount


@pytest.fixture
def uuid_key():
    return f"test:{uuid4()}"


@pytest.fixture
def api(harbor, api_client):
    return api_client(harbor)


@pytest.fixture
def rival_api(rival, api_client):
    return api_client(rival)


@pytest.fixture
def strict(settings):
    settings.RATE_LIMIT_FACTOR = 1
    settings.RATE_LIMITS = {"api_key": 3, "key_guess": 2, "link": 2}


@pytest.fixture
def no_redis(settings, monkeypatch):
    """A Redis address at which nobody listens."""
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    limits._redis.cache_clear()
    monkeypatch.setattr(limits, "_absent_until", 0.0)
    yield
    limits._redis.cache_clear()


def hit_four_times(key):
    return [limits.hit(key, limit=3, window=60) for _ in range(4)]


def check_four(hits):
    assert [one.allowed for one in hits] == [True, True, True, False]
    assert [one.remaining for one in hits] == [2, 1, 0, 0]
    assert 1 <= hits[3].reset <= 60
    assert hits[3].headers["Retry-After"] == str(hits[3].reset)
    assert "Retry-After" not in hits[2].headers


@pytest.mark.django_db
def test_the_fourth_of_three_is_refused_and_says_when_to_come_back(uuid_key):
    check_four(hit_four_times(uuid_key))
    assert not HitCount.objects.exists()


@pytest.mark.django_db
def test_without_redis_the_database_counts(uuid_key, no_redis):
    check_four(hit_four_times(uuid_key))
    assert HitCount.objects.get().count == 4


@pytest.mark.django_db
def test_a_new_window_starts_anew(uuid_key, no_redis, settings):
    hit_four_times(uuid_key)
    settings.CLOCK_OFFSET = dt.timedelta(seconds=61)
    assert limits.hit(uuid_key, limit=3, window=60).remaining == 2


def test_a_key_above_its_limit_gets_a_problem_and_others_go_on(api, rival_api, strict):
    answers = [api.get("/api/v1/projects/") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Remaining"] == "2"
    assert answers[3]["Content-Type"] == "application/problem+json"
    assert int(answers[3]["Retry-After"]) >= 1
    assert answers[3].json()["type"] == "urn:msp-pm:throttled"
    assert rival_api.get("/api/v1/projects/").status_code == 200


@pytest.mark.django_db
def test_guessing_keys_is_slowed_and_a_right_key_still_opens(api, strict):
    stranger = Client()
    bad = {"HTTP_AUTHORIZATION": "Bearer msp_guess", "REMOTE_ADDR": f"198.51.100.{uuid4().int % 250}"}
    assert [stranger.get("/api/v1/projects/", **bad).status_code for _ in range(3)] == [401, 401, 429]
    assert api.get("/api/v1/projects/").status_code == 200
