"""The database engine named in settings (``ENGINE = "core.db"``)."""

from django.db.backends.postgresql import base

from core.db.creation import Creation
from core.db.features import Features
from core.db.operations import Operations
from core.db.schema import SchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with tenant-aware schema editor, features and operations."""

    SchemaEditorClass = SchemaEditor
    features_class = Features
    creation_class = Creation
    ops_class = Operations
