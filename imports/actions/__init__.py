"""Writing in imports: ``deciding`` is what people do, ``working`` what a worker does."""

from imports.actions.deciding import (
    begin_at_once,
    cancel_import,
    check_import,
    import_at_once,
    run_import,
    sort_import,
    stage_import,
    stage_table,
    undo_import,
)

__all__ = [
    "begin_at_once",
    "cancel_import",
    "check_import",
    "import_at_once",
    "run_import",
    "sort_import",
    "stage_import",
    "stage_table",
    "undo_import",
]
