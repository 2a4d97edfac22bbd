"""Which statements of a migration block a table that is in use. Pure: SQL in, sentences out.

Rules after PostgreSQL's documentation of lock levels (chapter 13.3, ALTER TABLE) and what others learned the hard way:
an ACCESS EXCLUSIVE lock is fine for a moment, never for as long as it takes to read or rewrite the table.
"""

import re

TABLE = r'"?(?P<table>\w+)"?'
CREATED = re.compile(rf"^CREATE TABLE (?:IF NOT EXISTS )?{TABLE}", re.IGNORECASE)
ALTERED = re.compile(rf"^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?{TABLE} (?P<what>.*)$", re.IGNORECASE | re.DOTALL)
INDEXED = re.compile(
    rf"^CREATE (?:UNIQUE )?INDEX (?P<how>CONCURRENTLY )?.*? ON (?:ONLY )?{TABLE}", re.IGNORECASE | re.DOTALL
)
WRITTEN = re.compile(rf"^(?:UPDATE|DELETE FROM) {TABLE}", re.IGNORECASE)
BLOCKING = (
    (r"\bADD COLUMN\b(?!.*\bDEFAULT\b).*\bNOT NULL\b", "adds a NOT NULL column without a default in the database"),
    (
        r"\bADD COLUMN\b.*\b(?:clock_timestamp|gen_random_uuid|random|nextval)\(",
        "rewrites the table for a volatile default",
    ),
    (r"\bADD COLUMN\b.*\bGENERATED ALWAYS AS\b.*\bSTORED\b", "rewrites the table for a generated column"),
    (r"\bALTER COLUMN\b.*\bTYPE\b", "may rewrite the table for a new type"),
    (r"\bALTER COLUMN\b.*\bSET NOT NULL\b", "reads the whole table; add a NOT VALID check and validate it first"),
    (
        r"\bADD CONSTRAINT\b(?=.*\b(?:FOREIGN KEY|CHECK)\b)(?!.*\bNOT VALID\b)",
        "checks every row; add it NOT VALID, validate later",
    ),
    (
        r"\bADD CONSTRAINT\b.*\b(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b(?!.*\bUSING INDEX\b)",
        "builds an index under an exclusive lock",
    ),
    (r"\bDROP COLUMN\b", "the release before still reads that column"),
    (r"\bRENAME\b", "the release before still uses the old name"),
)


def findings(statements, in_use):
    """``["table: what is wrong", …]`` for statements that touch a table of ``in_use`` (names) the wrong way.

    A table that the same statements create is empty and nobody's yet.
    """
    new, found = set(), []
    for statement in statements:
        text = statement.strip()
        if created := CREATED.match(text):
            new.add(created["table"])
        for table, complaint in _complaints(text):
            if table in in_use and table not in new:
                found.append(f"{table}: {complaint}")
    return found


def _complaints(text):
    if (index := INDEXED.match(text)) and not index["how"]:
        yield index["table"], "an index is built while nobody can write; use AddIndexConcurrently"
    if re.match(r"DROP TABLE", text, re.IGNORECASE):
        yield (
            re.match(rf"DROP TABLE (?:IF EXISTS )?{TABLE}", text, re.IGNORECASE)["table"],
            "the release before still uses it",
        )
    if written := WRITTEN.match(text):
        yield written["table"], "changes rows inside a migration; do it in batches by a command"
    if altered := ALTERED.match(text):
        for pattern, complaint in BLOCKING:
            if re.search(pattern, altered["what"], re.IGNORECASE | re.DOTALL):
                yield altered["table"], complaint
