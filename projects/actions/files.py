"""Files of a project: everybody may add what they know; its people and whoever sent a file may remove it."""

from django.db import transaction
from django.utils.translation import gettext as _

import files.actions as documents
from files.choices import FileKind
from projects import permissions
from projects.actions.guards import require, require_open
from projects.actions.health import lock


@transaction.atomic
def add_project_file(*, project, upload, by, now, kind=FileKind.OTHER, reference=""):
    """Keep a file with the project; see ``files.actions.add_file``. 409 once the project has ended."""
    require_open(project)
    return documents.add_file(project=project, upload=upload, by=by, now=now, kind=kind, reference=reference)


@transaction.atomic
def remove_project_file(*, project, document, by, now):
    """Remove a file, to be brought back within 30 days. Raises NotAllowed, 409 once the project has ended."""
    _prepare(project, document, by)
    return documents.remove_file(document=document, by=by, now=now)


@transaction.atomic
def restore_project_file(*, project, document, by, now):
    """Take the removal back. Raises as the removal does."""
    _prepare(project, document, by)
    return documents.restore_file(document=document, by=by, now=now)


def _prepare(project, document, by):
    lock(project)
    require_open(project)
    said = _("Only who sent the file, the project's manager and its lead tech remove it.")
    require(permissions.can_remove_file(by, project, document), said)
