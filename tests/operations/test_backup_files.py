"""The copy of the uploads: complete, or failed aloud."""

import os
import subprocess

from tests.operations.test_containers import PROJECT

NOBODY = 65534


def copy(data, backups, **who):
    script = PROJECT / "scripts/backup"
    arguments = ["sh", str(script), "--files-only", str(backups), str(data)]
    return subprocess.run(arguments, capture_output=True, text=True, check=False, **who)


def upload(data, name="one"):
    folder = data / "uploads" / "an-organization"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(name)
    return folder


def test_every_upload_is_copied_once(tmp_path):
    data, backups = tmp_path / "data", tmp_path / "backups"
    upload(data)
    assert copy(data, backups).returncode == 0
    upload(data, "two")
    assert copy(data, backups).returncode == 0
    kept = {path.name: path.read_text() for path in (backups / "files").rglob("*") if path.is_file()}
    assert kept == {"one": "one", "two": "two"}
    assert not (backups / "files.list").exists()


def test_a_folder_that_may_not_be_read_fails_the_backup(tmp_path):
    """As whoever backs up another account's uploads. Seen to fail: the list came through a pipe, which hid it."""
    data, backups = tmp_path / "data", tmp_path / "backups"
    folder = upload(data)
    backups.mkdir()
    is_root = os.geteuid() == 0
    folder.chmod(0o700 if is_root else 0)
    if is_root:
        for path in (tmp_path, *tmp_path.parents):
            if os.stat(path).st_uid == 0 and str(path).startswith("/tmp/"):
                path.chmod(0o755)
        backups.chmod(0o777)
    try:
        answer = copy(data, backups, **({"user": NOBODY} if is_root else {}))
    finally:
        folder.chmod(0o700)
    assert (answer.returncode != 0, "Permission denied" in answer.stderr) == (True, True)
