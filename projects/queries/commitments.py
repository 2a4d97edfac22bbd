"""The register of commitments as pages, the close and the API read it."""

from django.utils.translation import gettext_lazy as _

from core.db.prepared import prepared_objects
from core.words import Word
from projects.choices import CommitmentKind, CommitmentState
from projects.models import Commitment

WORDS = {
    CommitmentState.OPEN: Word(CommitmentState.OPEN.label, "circle", "is-open", "○"),
    CommitmentState.KEPT: Word(CommitmentState.KEPT.label, "check-lg", "is-done", "●"),
    CommitmentState.BROKEN: Word(CommitmentState.BROKEN.label, "x-octagon-fill", "is-bad", "■"),
    CommitmentState.VOID: Word(CommitmentState.VOID.label, "slash-circle", "is-none", "–"),
}
OPEN_EXCLUSION = (CommitmentKind.EXCLUSION, CommitmentState.OPEN)
# An exclusion that stands is nothing to do, so it wears no circle of a task.
NOT_INCLUDED = Word(_("Not included"), "slash-circle", "is-none", "–")


def commitments_of(project, today):
    """The lines in their order with owners, in one statement; each with ``word`` and ``is_late`` on the local day."""
    rows = prepared_objects(_lines, project=project.pk)
    for row in rows:
        row.project = project
        row.word = NOT_INCLUDED if (row.kind, row.state) == OPEN_EXCLUSION else WORDS[row.state]
        row.is_late = row.state == CommitmentState.OPEN and row.due_on is not None and row.due_on < today
    return rows


def open_commitments(project):
    """The lines of which nobody has said yet what became of them."""
    rows = Commitment.objects.filter(project=project, state=CommitmentState.OPEN)
    return list(rows.select_related("owner__user"))


def _lines(project):
    rows = Commitment.objects.filter(project=project).select_related("owner__user", "settled_by__user")
    return rows.order_by("position", "id")
