"""Adding, removing and bringing back files. Who may is decided by the app whose page they stand on."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError
from core.files import drop, keep
from files.choices import FileKind
from files.models import Document, DocumentVersion

RESTORED_WITHIN = dt.timedelta(days=30)


@transaction.atomic
def add_file(*, upload, by, now, project=None, deal=None, kind=FileKind.OTHER, reference=""):
    """Keep ``upload`` as a file of ``project`` or ``deal``; a name that is there already gets its next version.

    Raises DomainError of ``core.files.keep`` (size, kind of content, quota, scanner). One upload of an organization
    runs at a time (its quota's lock), so two of one name become two versions.
    """
    stored = keep(upload, now=now)
    document = Document.objects.filter(
        project=project, deal=deal, name__iexact=stored.name, removed_at=None
    ).first()
    is_new = document is None
    if is_new:
        document = Document(project=project, deal=deal, name=stored.name, created_at=now)
    if is_new or kind != FileKind.OTHER:
        document.kind = kind
    document.reference, document.updated_at = reference.strip()[:120] or document.reference, now
    document.save()
    last = document.versions.order_by("-number").first()
    number = last.number + 1 if last else 1
    DocumentVersion.objects.create(document=document, number=number, stored=stored, by=by, created_at=now)
    changes = {"version": [last and last.number, number], "sha256": [None, stored.sha256]}
    _record(document, by, now, "file.added" if is_new else "file.version_added", changes)
    return document


@transaction.atomic
def remove_file(*, document, by, now):
    """Take the file with all its versions off the pages; ``restore_file`` brings it back for 30 days."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.removed_at is None:
        document.removed_at, document.removed_by, document.updated_at = now, by, now
        document.save(update_fields=["removed_at", "removed_by", "updated_at"])
        _record(document, by, now, "file.removed", {"name": [document.name, None]})
    return document


@transaction.atomic
def restore_file(*, document, by, now):
    """Bring back a removed file. 409 when it is there already."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.removed_at is None:
        raise DomainError("not_removed", _("It is there already."))
    document.removed_at, document.removed_by, document.updated_at = None, None, now
    document.save(update_fields=["removed_at", "removed_by", "updated_at"])
    _record(document, by, now, "file.restored", {"name": [None, document.name]})
    return document


@transaction.atomic
def purge_removed(*, now):
    """Delete for good what was removed 30 days ago, bytes included. Returns how many files that were."""
    gone = list(
        Document.objects.filter(removed_at__lt=now - RESTORED_WITHIN).select_for_update(of=("self",))[:500]
    )
    for document in gone:
        stored = [version.stored for version in document.versions.select_related("stored")]
        document.versions.all().delete()
        for row in stored:
            drop(row)
        _record(document, None, now, "file.purged", {"name": [document.name, None]})
        document.delete()
    return len(gone)


def _record(document, by, now, verb, changes):
    subject = document.project or document.deal
    customer = subject and subject.customer_id
    record(by=by, verb=verb, obj=document, project=document.project, customer=customer, changes=changes, at=now)
