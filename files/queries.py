"""Reading the files of a project or a deal."""

from django.db.models import Prefetch, Q

from files.models import Document, DocumentVersion

VERSIONS = Prefetch("versions", DocumentVersion.objects.select_related("stored", "by__user").order_by("-number"))


def files_of_project(project):
    """The project's files and those of the deal it came from, newest change first, with ``versions``."""
    of = Q(project=project) | Q(deal=project.deal_id) if project.deal_id else Q(project=project)
    return _whole(Document.objects.filter(of))


def files_of_deal(deal):
    """The deal's files, newest change first, with ``versions``."""
    return _whole(Document.objects.filter(deal=deal))


def version_of(document, number=None):
    """That version of a document from the queries above, the newest without ``number``; None when there is none."""
    rows = list(document.versions.all())
    return next((row for row in rows if number in (None, row.number)), None)


def _whole(rows):
    return rows.filter(removed_at=None).prefetch_related(VERSIONS).order_by("-updated_at", "-id")
