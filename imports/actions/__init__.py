"""Writing in imports: ``deciding`` is what people do, ``working`` what a worker does, ``forgetting`` what time does."""

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
from imports.actions.forgetting import KEPT, forget_some

__all__ = [
    "KEPT",
    "begin_at_once",
    "cancel_import",
    "check_import",
    "forget_some",
    "import_at_once",
    "run_import",
    "sort_import",
    "stage_import",
    "stage_table",
    "undo_import",
]
