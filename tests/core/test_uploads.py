"""R33: what is sent is judged by its content, pictures are made anew, nothing is unpacked."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import RequestFactory
from PIL import Image, PngImagePlugin

from core import clock, files
from core.errors import DomainError
from core.identifiers import uuid7
from core.models import StoredFile
from core.uploads import LARGEST, inspect, picture, safe_name

SCRIPT = b"<script>alert(1)</script>"


def image(form="PNG", size=(20, 10), mode="RGB", **extra):
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, form, **extra)
    return stream.getvalue()


def archive(members, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def secret_png():
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "<script>secret</script>")
    return image(pnginfo=note)


OFFICE = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}
KEPT = [
    ("photo.png", image(), "photo.png", "image/png"),
    ("photo.jpg", image("JPEG"), "photo.jpg", "image/jpeg"),
    ("photo.webp", image("WEBP"), "photo.webp", "image/webp"),
    ("photo.gif", image("GIF", mode="P"), "photo.png", "image/png"),
    ("scan.tiff", image("TIFF"), "scan.png", "image/png"),
    ("page.html", image(), "page.png", "image/png"),
    ("evil.php.png", image() + SCRIPT, "evil.php.png", "image/png"),
    ("gifar.gif", image("GIF", mode="P") + archive({"a.class": "x"}), "gifar.png", "image/png"),
    ("remark.png", secret_png(), "remark.png", "image/png"),
    ("quote.pdf", b"%PDF-1.7\n%%EOF", "quote.pdf", "application/pdf"),
    ("quote.exe", b"%PDF-1.7\n%%EOF", "quote.pdf", "application/pdf"),
    ("scope.docx", archive(OFFICE), "scope.docx", None),
    ("scope.doc", archive(OFFICE), "scope.docx", None),
    ("parts.xlsx", archive({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "parts.xlsx", None),
    ("configs.zip", archive({"sw1.cfg": "hostname sw1"}), "configs.zip", "application/zip"),
    ("list.csv", b"a,b\n1,2\n", "list.csv", "text/csv"),
    ("notes", "Größe".encode(), "notes.txt", "text/plain"),
    ("run.bat", b"echo hello", "run.txt", "text/plain"),
    ("../../etc/passwd", b"words", "passwd.txt", "text/plain"),
    ("..\\..\\boot.ini", b"words", "boot.txt", "text/plain"),
    ("a\r\nX-Evil: 1.txt", b"words", "aX-Evil 1.txt", "text/plain"),
    ("invoice\u202egnp.txt", b"words", "invoicegnp.txt", "text/plain"),
    ("x" * 300 + ".txt", b"words", "x" * 120 + ".txt", "text/plain"),
]
REFUSED = [
    ("empty.txt", b"", "empty_file"),
    ("page.html", b"<!doctype html><p>hi", "kind"),
    ("page.txt", b"hello " + SCRIPT, "kind"),
    ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "kind"),
    ("logo.png", b'<?xml version="1.0"?><svg/>', "kind"),
    ("x.php", b"<?php system($_GET[0]);", "kind"),
    ("x.sh", b"#!/bin/sh\nrm -rf /", "kind"),
    ("setup.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\xff\xff" + b"\x00" * 64, "kind"),
    ("photo.jpg", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\xff\xff" + b"\x00" * 64, "kind"),
    ("lib.so", b"\x7fELF\x02\x01\x01" + b"\x00" * 64, "kind"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64, "kind"),
    ("half.png", image(size=(400, 400))[:60], "kind"),
    ("bomb.png", image(mode="1", size=(30000, 30000)), "kind"),
    ("bomb.zip", archive({"zeros": b"\x00" * 30_000_000}), "kind"),
    ("nested.zip", archive({"inner.zip": archive({"a": "b"})}), "kind"),
    ("slip.zip", archive({"../../up.txt": "x"}), "kind"),
    ("macro.docm", archive(OFFICE | {"word/vbaProject.bin": "x"}), "kind"),
    ("broken.zip", b"PK\x03\x04nothing", "kind"),
    ("data.bin", bytes(range(256)), "kind"),
    ("packed.gz", b"\x1f\x8b\x08" + b"\x00" * 40, "kind"),
]


@pytest.mark.parametrize(("name", "content", "kept", "kind"), KEPT, ids=[row[2][:20] for row in KEPT])
def test_a_harmless_file_is_kept_under_a_safe_name_and_its_true_type(name, content, kept, kind):
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # Django's own cleaning aside: the rule must hold alone
    found = inspect(upload)
    assert found.name == kept
    assert kind is None or found.kind == kind
    assert b"<script>" not in found.content


@pytest.mark.parametrize(("name", "content", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_could_run_or_explode_is_refused(name, content, code):
    with pytest.raises(DomainError) as refusal:
        inspect(SimpleUploadedFile(name, content))
    assert refusal.value.code == code


def test_a_file_over_the_limit_is_refused_by_its_size_alone():
    upload = SimpleUploadedFile("big.txt", b"x")
    upload.size = LARGEST + 1
    with pytest.raises(DomainError, match="25 MB"):
        inspect(upload)


def test_a_request_of_two_gigabytes_is_refused_before_its_body_is_read():
    class Unread(io.BytesIO):
        def read(self, *_args):
            raise AssertionError("the body was read")

    request = RequestFactory().post("/", data=b"x", content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(2 * 1024**3)
    request._stream = Unread()
    with pytest.raises(RequestDataTooBig):
        request.POST  # noqa: B018  reading it parses


def test_a_picture_becomes_a_small_png_without_what_it_carried():
    made = Image.open(io.BytesIO(picture(SimpleUploadedFile("a.jpg", image("JPEG", (900, 300))), (200, 200))))
    assert (made.format, made.size) == ("PNG", (200, 67))
    with pytest.raises(DomainError):
        picture(SimpleUploadedFile("a.png", b"%PDF-1.7"), (200, 200))


def test_a_name_of_nothing_but_junk_is_still_a_name():
    assert safe_name("\u202e../..", "txt") == "file.txt"


def test_a_kept_file_lies_by_its_ids_and_is_served_as_an_attachment(harbor, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with harbor.scope():
        row = files.keep(SimpleUploadedFile("Größe <b>.txt", b"words"), now=clock.now())
        assert files.path_of(row).relative_to(tmp_path).parts == (
            "uploads",
            str(harbor.organization.pk),
            str(row.pk),
        )
        answer = files.served(row)
    assert b"".join(answer.streaming_content) == b"words"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")


def test_the_quota_counts_one_organization_and_a_dropped_file_is_gone(
    harbor, rival, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA_DIR, settings.UPLOAD_QUOTA = tmp_path, 8
    with rival.scope():
        files.keep(SimpleUploadedFile("a.txt", b"12345678"), now=clock.now())
    with harbor.scope():
        row = files.keep(SimpleUploadedFile("a.txt", b"12345"), now=clock.now())
        with pytest.raises(DomainError, match="used up"):
            files.keep(SimpleUploadedFile("b.txt", b"12345"), now=clock.now())
        path = files.path_of(row)
        with django_capture_on_commit_callbacks(execute=True):
            files.drop(row)
        assert not path.exists()
        assert StoredFile.objects.count() == 0


def test_the_scanner_has_the_last_word(harbor, settings, tmp_path):
    settings.DATA_DIR, settings.UPLOAD_SCANNER = tmp_path, "tests.core.test_uploads.refuse_everything"
    with harbor.scope(), pytest.raises(DomainError, match="scanner"):
        files.keep(SimpleUploadedFile("a.txt", b"words"), now=clock.now())
    assert not (tmp_path / "uploads").exists()


def test_what_is_rolled_back_leaves_no_bytes_and_what_stays_is_left_alone(harbor, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with harbor.scope():
        stays = files.keep(SimpleUploadedFile("a.txt", b"stays"), now=clock.now())
        with transaction.atomic():
            with transaction.atomic():
                goes = files.keep(SimpleUploadedFile("b.txt", b"goes"), now=clock.now())
            assert files.path_of(goes).exists()
            transaction.set_rollback(True)
        assert not files.path_of(goes).exists()
        assert files.path_of(stays).exists()


@pytest.mark.django_db(transaction=True)
def test_a_commit_undoes_nothing_and_a_lost_transaction_everything(harbor, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with harbor.scope():
        kept = files.keep(SimpleUploadedFile("a.txt", b"stays"), now=clock.now())
    with harbor.scope():
        lost = files.keep(SimpleUploadedFile("b.txt", b"goes"), now=clock.now())
        transaction.set_rollback(True)
    assert (files.path_of(kept).exists(), files.path_of(lost).exists()) == (True, False)


def test_bytes_without_a_row_are_swept_after_a_day_and_nobody_elses(harbor, rival, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with harbor.scope():
        known = files.path_of(files.keep(SimpleUploadedFile("a.txt", b"known"), now=clock.now()))
    strays = [known.with_name(str(uuid7())), known.with_name(f"{uuid7()}.part")]
    others = [known.with_name("lost+found"), tmp_path / "uploads" / str(rival.organization.pk) / str(uuid7())]
    others[1].parent.mkdir()
    for path in (*strays, *others):
        path.write_bytes(b"x")
    written = dt.datetime.fromtimestamp(strays[0].stat().st_mtime, dt.UTC)  # by the clock of the disk
    with harbor.scope():
        assert files.sweep_strays(written_before=written - dt.timedelta(hours=1)) == 0
        assert files.sweep_strays(written_before=written + dt.timedelta(hours=1)) == 2
    assert [path.exists() for path in (known, *strays, *others)] == [True, False, False, True, True]
    with rival.scope():
        assert files.sweep_strays(written_before=written + dt.timedelta(hours=1)) == 1


def refuse_everything(content):
    """A scanner that is never content."""
    return False
