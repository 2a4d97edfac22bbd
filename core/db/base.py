"""The database engine named in settings (``ENGINE = "core.db"``)."""

from django.db.backends.postgresql import base

from core.db.creation import Creation
from core.db.features import Features
from core.db.operations import Operations
from core.db.schema import SchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with tenant-aware schema editor, features and operations, and a hook for what is undone."""

    SchemaEditorClass = SchemaEditor
    features_class = Features
    creation_class = Creation
    ops_class = Operations

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.run_on_rollback = []

    def on_rollback(self, func):
        """Call ``func()`` when what the current transaction or savepoint did is undone; never after a commit.

        For what stands outside the database (bytes on disk). A process that dies calls nothing: sweep as well.
        """
        if self.in_atomic_block:
            self.run_on_rollback.append((set(self.savepoint_ids), func))

    def savepoint_rollback(self, sid):
        """Undo to the savepoint, and what was done outside the database since."""
        super().savepoint_rollback(sid)
        undone = [func for sids, func in self.run_on_rollback if sid in sids]
        self.run_on_rollback = [entry for entry in self.run_on_rollback if sid not in entry[0]]
        for func in undone:
            func()

    def commit(self):
        """Commit; there is nothing left to undo. A commit that fails is followed by a rollback."""
        super().commit()
        self.run_on_rollback = []

    def rollback(self):
        """Undo the transaction, and what was done outside the database meanwhile."""
        super().rollback()
        self._undo_all()

    def close(self):
        """Close; an open transaction is lost with the connection."""
        super().close()
        self._undo_all()

    def _undo_all(self):
        undone, self.run_on_rollback = self.run_on_rollback, []
        for _sids, func in undone:
            func()
