import pytest

from tests.servers import find_browser, require


def test_what_is_there_is_used():
    assert require("/usr/bin/chromium", "A browser") == "/usr/bin/chromium"


def test_a_missing_program_skips_the_test_and_says_what_is_missing(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="PgBouncer is not installed, so this test did not run"):
        require(None, "PgBouncer")


def test_a_missing_program_fails_the_test_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="A browser is not installed"):
        require(None, "A browser")


def test_the_browser_named_by_the_environment_goes_first(monkeypatch):
    monkeypatch.setenv("CHROMIUM_PATH", "/opt/browser")
    assert find_browser() == "/opt/browser"
