"""How far an import is, and what became of a row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """``staged``, ``sorting`` and ``checked`` wait for a person; the others with work in them for a worker."""

    STAGED = "staged", _("Columns to be matched")
    SORTING = "sorting", _("Values to be sorted")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing written yet")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Stopped")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


WAITING = (ImportState.STAGED, ImportState.SORTING, ImportState.CHECKED)
WORKING = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)
ENDED = (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED, ImportState.UNDONE)


class Act(models.TextChoices):
    """What a row did, or would do."""

    CREATED = "created", _("new")
    UPDATED = "updated", _("changed")
    SKIPPED = "skipped", _("the same already")
    FAILED = "failed", _("wrong")
