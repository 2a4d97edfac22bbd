"""Pure rules of delivery."""

import datetime as dt

import pytest

from mailing.rules import Answer, answer_of_code, is_given_up, message_id, pause_before_retry

NOW = dt.datetime(2026, 11, 20, 20, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 30), (1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (9, 3600), (500, 3600)]
)
def test_the_pause_doubles_up_to_an_hour(attempts, seconds):
    assert pause_before_retry(attempts, 0.5) == dt.timedelta(seconds=seconds)


def test_the_pause_is_spread_by_a_quarter_to_either_side():
    assert pause_before_retry(1, 0) == dt.timedelta(seconds=22.5)
    assert pause_before_retry(1, 1) == dt.timedelta(seconds=37.5)


@pytest.mark.parametrize(("hours", "given_up"), [(0, False), (71.9, False), (72, True), (100, True)])
def test_a_mail_is_given_up_after_three_days(hours, given_up):
    assert is_given_up(NOW - dt.timedelta(hours=hours), NOW) is given_up


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (250, Answer.ACCEPTED),
        (251, Answer.ACCEPTED),
        (421, Answer.LATER),
        (450, Answer.LATER),
        (550, Answer.REFUSED),
        (599, Answer.REFUSED),
        (354, Answer.LATER),
        (-1, Answer.LATER),
    ],
)
def test_codes_mean_yes_later_or_never(code, answer):
    assert answer_of_code(code) is answer


def test_the_message_id_comes_from_the_row_and_the_site():
    assert message_id("abc", "https://msp.example:8443/x") == "<abc@msp.example>"
