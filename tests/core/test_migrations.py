"""R22: migrations hold no long locks. The linter finds what would, and locks are asked for with patience.

Seen to bite: without the lock time-out the reader below waits as long as the table is held.
"""

import threading
import time

import pytest
from django.core.management import get_commands
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from core.db.lint import findings
from core.db.patience import with_patience
from core.management.commands.check_migrations import check, migrations_of_ours, released
from tests.roles import credentials

USED = {"projects_project"}
BAD = {
    'CREATE INDEX "x" ON "projects_project" ("organization_id", "title")': "AddIndexConcurrently",
    'CREATE UNIQUE INDEX "x" ON "projects_project" ("organization_id", "title")': "AddIndexConcurrently",
    'ALTER TABLE "projects_project" ADD COLUMN "x" integer NOT NULL': "without a default",
    'ALTER TABLE "projects_project" ADD COLUMN "x" uuid DEFAULT gen_random_uuid() NOT NULL': "volatile",
    'ALTER TABLE "projects_project" ALTER COLUMN "title" TYPE text USING "title"::text': "new type",
    'ALTER TABLE "projects_project" ALTER COLUMN "title" SET NOT NULL': "reads the whole table",
    'ALTER TABLE "projects_project" ADD CONSTRAINT "c" CHECK ("x" > 0)': "NOT VALID",
    'ALTER TABLE "projects_project" ADD CONSTRAINT "f" FOREIGN KEY ("a", "b") REFERENCES "t" ("a", "b")': "NOT VALID",
    'ALTER TABLE "projects_project" ADD CONSTRAINT "u" UNIQUE ("organization_id", "title")': "exclusive lock",
    'ALTER TABLE "projects_project" DROP COLUMN "title" CASCADE': "still reads",
    'ALTER TABLE "projects_project" RENAME COLUMN "title" TO "name"': "old name",
    'ALTER TABLE "projects_project" RENAME TO "jobs"': "old name",
    'DROP TABLE "projects_project" CASCADE': "still uses",
    'UPDATE "projects_project" SET "x" = 1': "in batches",
}
GOOD = [
    'CREATE INDEX CONCURRENTLY "x" ON "projects_project" ("organization_id", "title")',
    'ALTER TABLE "projects_project" ADD COLUMN "x" integer DEFAULT 0 NOT NULL',
    'ALTER TABLE "projects_project" ADD COLUMN "x" integer NULL',
    'ALTER TABLE "projects_project" ADD CONSTRAINT "c" CHECK ("x" > 0) NOT VALID',
    'ALTER TABLE "projects_project" VALIDATE CONSTRAINT "c"',
    'ALTER TABLE "projects_project" ALTER COLUMN "title" DROP NOT NULL',
    'ALTER TABLE "projects_project" NO FORCE ROW LEVEL SECURITY',
]


@pytest.mark.parametrize(("statement", "words"), BAD.items())
def test_what_blocks_a_table_in_use_is_found(statement, words):
    (found,) = findings([statement], USED)
    assert found.startswith("projects_project: ")
    assert words in found


@pytest.mark.parametrize("statement", GOOD)
def test_what_holds_no_long_lock_passes(statement):
    assert findings([statement], USED) == []


def test_a_new_table_may_be_treated_as_one_likes():
    assert findings(['CREATE TABLE "projects_project" ("id" uuid)', *BAD], USED) == []
    assert findings(list(BAD), set()) == []


@pytest.mark.django_db
def test_nothing_since_the_last_release_blocks_a_table_in_use():
    assert check(MigrationLoader(connection, replace_migrations=False), released()) == []


@pytest.mark.django_db
def test_the_migrations_themselves_are_read():
    loader = MigrationLoader(connection, replace_migrations=False)
    ours = migrations_of_ours(loader)
    first = {key for key in ours if key[1].startswith("0001")}
    assert {"core", "projects", "mailing"} <= {app for app, _ in first}
    later = check(loader, first)
    assert all(line.split(".")[0] in {app for app, _ in ours} for line in later)


def test_migrate_is_ours():
    assert get_commands()["migrate"] == "core"


@pytest.fixture
def owner(transactional_db):
    """A second connection, as the owner of the tables."""
    own = connections["default"].copy()
    own.settings_dict = own.settings_dict | credentials("DATABASE_OWNER_URL")
    yield own
    own.close()


@pytest.mark.django_db(transaction=True)
def test_a_held_table_keeps_the_migration_waiting_and_nobody_else(owner):
    held, slowest, tries = threading.Event(), [], []
    let_go = threading.Event()

    def hold():
        """A long report: reads the table and stays in its transaction."""
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM core_pulse")
            held.set()
            let_go.wait(20)
            cursor.execute("ROLLBACK")
        connection.close()

    def read():
        """A page that reads it, again and again."""
        while not let_go.is_set():
            begun = time.monotonic()
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM core_pulse")
            slowest.append(time.monotonic() - begun)
            let_go.wait(0.01)
        connection.close()

    threads = [threading.Thread(target=hold), threading.Thread(target=read)]
    threads[0].start()
    assert held.wait(10)
    threads[1].start()

    def alter():
        with owner.cursor() as cursor:
            cursor.execute("ALTER TABLE core_pulse ALTER COLUMN source DROP DEFAULT")  # wants everybody out

    def heard(words):
        tries.append(words)
        if len(tries) == 3:
            let_go.set()

    with_patience(owner, alter, say=heard, timeout="150ms", pause=0.05)
    for thread in threads:
        thread.join(10)
    assert len(tries) >= 3
    assert max(slowest) < 1
