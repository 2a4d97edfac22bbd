"""R18: a backup that has been restored, by the scripts of docs/operations.md on a server of its own.

A base backup and the archived log while work goes on, a table dropped, the moment before brought back: every table
equal to the byte, row-level security complete, the product answers, files there; then one organization put back
beside the others. Seen to fail: with the log left out the restore does not come up (kept as a test).
"""

import json
import shutil
import sys
import threading

import pytest

from core.tables import DIRECTORY_TABLES, DIRECTORY_TABLES_WITH_KEY
from tests.faults.cluster import OwnServer
from tests.faults.stack import PROJECT, wait_until
from tests.isolation.test_catalogue import POLICY, TABLES

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("restore")]

WRITE = """
SELECT set_config('app.organization_id', %(id)s, false);
UPDATE accounts_organization SET name = 'Written ' || %(turn)s WHERE id = %(id)s;
INSERT INTO customers_customer SELECT (json_populate_record(c, json_build_object(
    'id', gen_random_uuid(), 'name', 'Customer ' || gen_random_uuid()))).* FROM customers_customer c LIMIT 1
"""


class Load:
    """Commits small changes of two organizations as fast as it can until told to stop."""

    def __init__(self, server, organizations):
        self.server, self.organizations = server, organizations
        self.stopping, self.turns = threading.Event(), 0
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        connection = self.server.connect("app")
        with connection.cursor() as cursor:
            while not self.stopping.is_set():
                self.turns += 1
                organization = self.organizations[self.turns % 2]
                cursor.execute(WRITE, {"id": organization, "turn": str(self.turns)})
                self.stopping.wait(0.01)
        connection.close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exc_info):
        self.stopping.set()
        self.thread.join(10)


@pytest.fixture(scope="module")
def server(request):
    """A server made by the scripts of the compose file, with two organizations, a backup and a disaster."""
    if sys.platform == "darwin":
        pytest.skip("GNU date is not installed, so this test did not run")
    if not shutil.which("pgrep"):
        pytest.skip("pgrep is not installed, so this test did not run")
    archive = 'archive_command=sh "{0}/scripts/archive_wal" "%p" "{0}/backups/wal/%f"'
    server = OwnServer("wal_level=replica", "archive_mode=on", "archive_timeout=60")
    server.settings += (archive.format(server.home),)
    server.backups, server.data = server.directory("backups"), server.directory("data")
    with server:
        prepare(server)
        yield server


def prepare(server):
    """Roles and database by the compose file's own script, the schema by migrate, two organizations by command."""
    passwords = json.loads(server.cluster.secrets_file.read_text())
    given = {f"MSP_{role.upper()}_PASSWORD": passwords[role] for role in ("owner", "app", "portal")}
    script = shutil.copy(PROJECT / "deploy/postgres/init.sh", server.scripts / "init.sh")
    for _ in range(2):  # by hand it may be run again
        answer = server.shell(script, MSP_SCRIPTS=str(server.scripts), **given)
        assert answer.returncode == 0, answer.stderr
    server.manage("migrate", "--no-input", "--verbosity", "0")
    for slug in ("left", "right"):
        server.manage("create_organization", slug, slug.title(), "--owner", f"owner@{slug}.example")
    server.organizations = [pk for (pk,) in server.ask("SELECT id::text FROM accounts_organization ORDER BY slug")]
    for pk in server.organizations:
        server.ask(
            "INSERT INTO customers_customer SELECT (json_populate_record(NULL::customers_customer, %s)).*",
            json.dumps(first_customer(server, pk)),
        )


def first_customer(server, organization_id):
    """A row with something in every column that must have one, whatever the model has become."""
    columns = server.ask(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_name = 'customers_customer' AND is_nullable = 'NO'"
    )
    values = {"uuid": organization_id, "boolean": False, "jsonb": {}, "ARRAY": [], "integer": 1, "smallint": 1}
    row = {
        name: values.get(kind, "1" if "char" in kind or kind in ("text", "numeric") else "2026-11-01")
        for name, kind in columns
    }
    return row | {"organization_id": organization_id, "id": organization_id}


def put_file(server, organization, name, content):
    directory = server.data / "uploads" / organization
    directory.mkdir(parents=True, exist_ok=True)
    for path in (directory.parent, directory):
        path.chmod(0o755)
    (directory / name).write_bytes(content)
    (directory / name).chmod(0o644)


def backup(server, *options):
    answer = server.shell(server.scripts / "backup", *options, server.backups, server.data)
    assert answer.returncode == 0, answer.stderr


def unguarded(server):
    """Tables without row-level security that no list allows, as in tests/isolation."""
    listed = DIRECTORY_TABLES.keys() | DIRECTORY_TABLES_WITH_KEY.keys()
    rows = [row for row in server.ask(TABLES) if row[0] not in listed]
    return [
        table
        for table, on, forced, policies, *_ in rows
        if not (on and forced and policies == [f"{POLICY} / {POLICY}"])
    ]


def test_the_moment_before_the_disaster_comes_back_and_one_organization_beside_the_others(server, tmp_path):
    first, second = server.organizations
    with Load(server, server.organizations) as load:
        put_file(server, first, "before", b"before the base backup")
        backup(server)
        reached = load.turns
        wait_until(lambda: load.turns >= reached + 20, 20, "the load goes on after the backup")
    put_file(server, first, "after", b"after the base backup")
    backup(server, "--files-only")
    wanted = server.tables()
    (moment,) = server.ask("SELECT clock_timestamp()::text")[0]
    with Load(server, server.organizations) as more:
        wait_until(lambda: more.turns >= 20, 20, "the load goes on after the moment")
    server.ask("DROP TABLE mailing_projectnotice CASCADE")
    (segment,) = server.ask("SELECT pg_walfile_name(pg_switch_wal())")[0]
    server.until(f"SELECT last_archived_wal >= '{segment}' FROM pg_stat_archiver", True)
    shutil.rmtree(server.data / "uploads")

    target, data = server.home / "restored", server.directory("new-data")
    server.account.own(server.directory("restored"))
    answer = server.shell(server.scripts / "restore", "--at", moment, server.backups, target, data)
    assert answer.returncode == 0, answer.stderr
    server.move_to(target)
    server.start()
    server.until("SELECT pg_is_in_recovery()", False)

    assert server.tables() == wanted
    assert wanted["customers_customer"][0] >= 20
    assert unguarded(server) == []
    server.manage("migrate", "--check")
    server.manage("check", "--database", "default")
    assert (data / "uploads" / first / "before").read_bytes() == b"before the base backup"
    assert (data / "uploads" / first / "after").read_bytes() == b"after the base backup"

    one_organization_comes_back(server, data, tmp_path / "left.zip", second)
    without_the_log_it_does_not_pretend(server)


def one_organization_comes_back(server, data, archive, other):
    """Export, damage, import: the organization is as it was, and the work of the other is untouched."""
    first, before = server.organizations[0], server.tables()
    ((name,),) = server.ask("SELECT name FROM accounts_organization WHERE id = %s", other)
    server.manage("export_organization", "left", str(archive), DATA_DIR=str(data))
    server.ask("DELETE FROM customers_customer WHERE organization_id = %s", first)
    server.ask("UPDATE accounts_organization SET name = 'Damaged' WHERE id = %s", first)
    (data / "uploads" / first / "after").unlink()
    server.ask("UPDATE accounts_organization SET name = 'Works on' WHERE id = %s", other)
    server.manage("import_organization", str(archive), "--replace", DATA_DIR=str(data))
    assert (data / "uploads" / first / "after").read_bytes() == b"after the base backup"
    assert server.ask("SELECT name FROM accounts_organization WHERE id = %s", other) == [("Works on",)]
    server.ask("UPDATE accounts_organization SET name = %s WHERE id = %s", name, other)
    assert server.tables() == before


def without_the_log_it_does_not_pretend(server):
    """The same backup without its log: the server refuses to start instead of standing at another moment."""
    shutil.rmtree(server.backups / "wal")
    server.directory("backups/wal")
    target = server.directory("without-log")
    moment = server.ask("SELECT clock_timestamp()::text")[0][0]
    assert server.shell(server.scripts / "restore", "--at", moment, server.backups, target).returncode == 0
    server.move_to(target)
    with pytest.raises(Exception, match="did not start"):
        server.start()
    assert "recovery ended before configured recovery target was reached" in server.cluster.log.read_text()


def test_a_restore_never_overwrites_and_says_what_it_needs(server):
    full = server.directory("full")
    (full / "something").touch()
    assert "is not empty" in server.shell(server.scripts / "restore", server.backups, full).stderr
    wrong = server.shell(server.scripts / "restore", "--at", "yesterday", server.backups, server.home / "x")
    assert (wrong.returncode, "a moment looks like" in wrong.stderr) == (2, True)
    early = server.shell(
        server.scripts / "restore", "--at", "2020-01-01 00:00:00+00", server.backups, server.home / "x"
    )
    assert "no base backup" in early.stderr
