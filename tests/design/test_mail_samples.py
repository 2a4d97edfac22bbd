"""Every kind of mail ships a sample; what it says stands in a golden file.

After a wanted change: ``GOLDEN=write`` in the environment writes the files anew; read the difference.
"""

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from django.conf import settings

from core.formats import Manner, read_as
from mailing.gallery import ORDER, samples

GOLDEN = Path(__file__).parent.parent / "mail" / "golden"
DAY = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)
GOLDEN_ELSEWHERE = {"weekly_update"}  # tests/updates/test_mails.py


@pytest.fixture(autouse=True)
def _own_address(settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.CLOCK_OFFSET = DAY - dt.datetime.now(dt.UTC)  # days are written with the year where it is not ours


def test_every_kind_of_mail_ships_a_sample():
    templates = (settings.BASE_DIR / "templates/mail").rglob("subject.txt")
    without = {path.parent.name for path in templates} - {sample.kind for sample in samples()}
    assert not without, f"add {without} to mail_samples() in the app's samples.py (see mailing/gallery.py)"


def test_samples_have_keys_of_their_own_and_known_audiences():
    keys = [sample.key for sample in samples()]
    assert len(keys) == len(set(keys))
    assert {sample.audience for sample in samples()} <= set(ORDER)


def test_samples_are_the_golden_ones_small_and_whole_whoever_reads_them():
    with read_as(Manner(date="iso", clock="24", number="comma")):
        found = samples()
    for sample in found:
        mail = sample.mail
        for ending, content in (("txt", f"Subject: {mail.subject}\n\n{mail.text}"), ("html", mail.html)):
            if sample.kind in GOLDEN_ELSEWHERE:
                continue
            path = GOLDEN / sample.kind / f"{sample.key}.{ending}"
            if os.environ.get("GOLDEN") == "write":
                path.parent.mkdir(exist_ok=True)
                path.write_text(content)
            assert path.exists(), f"no golden file {path.name}: GOLDEN=write scripts/test {__file__}"
            assert content == path.read_text(), path.name
        assert len(mail.html.encode()) < 30_000
        assert not re.search(r"<(img|script|link|iframe|form)\b|url\(|@import", mail.html)
