"""``check_migrations [--release]``: would a migration since the last release block a table that is in use?"""

import sys
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core.db.lint import CREATED, findings

RELEASED = Path(__file__).resolve().parent.parent.parent / "db" / "released.txt"


def migrations_of_ours(loader):
    """Keys ``(app, name)`` of our own apps' migrations, in the order in which they are applied."""
    root = Path(__file__).resolve().parent.parent.parent.parent
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).parent == root}
    plan = loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)  # noqa: SLF001  there is no public way
    return [key for key in plan if key[0] in ours]


def statements_of(loader, key):
    """The SQL of one migration, comments left out."""
    lines = loader.collect_sql([(loader.graph.nodes[key], False)])
    return [line for line in lines if not line.startswith("--")]


def check(loader, released):
    """``["app.name: table: what is wrong"]`` of every migration after ``released`` (a set of keys)."""
    in_use, found = set(), []
    for key in migrations_of_ours(loader):
        statements = statements_of(loader, key)
        if key in released:
            in_use |= {created["table"] for text in statements if (created := CREATED.match(text.strip()))}
        else:
            found += [f"{key[0]}.{key[1]}: {words}" for words in findings(statements, in_use)]
    return found


class Command(BaseCommand):
    """Exit code 1 and a line per finding. Tables of ``core/db/released.txt`` count as in use; all others are new."""

    help = "Refuse migrations that would block tables of the last release; --release records the present ones."

    def add_arguments(self, parser):
        parser.add_argument("--release", action="store_true", help="record every migration as released")

    def handle(self, *args, **options):
        loader = MigrationLoader(connection, replace_migrations=False)
        if options["release"]:
            RELEASED.write_text("".join(f"{app} {name}\n" for app, name in migrations_of_ours(loader)))
            return
        found = check(loader, released())
        for line in found:
            self.stdout.write(line)
        if found:
            sys.exit(1)


def released():
    """Keys of the migrations that the last release brought."""
    return {tuple(line.split()) for line in RELEASED.read_text().splitlines() if line and not line.startswith("#")}
