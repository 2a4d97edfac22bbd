"""Writing in imports: ``deciding`` is what people do, ``working`` what a worker does."""

from imports.actions.deciding import (
    cancel_import,
    check_import,
    import_at_once,
    run_import,
    stage_import,
    undo_import,
)

__all__ = ["cancel_import", "check_import", "import_at_once", "run_import", "stage_import", "undo_import"]
