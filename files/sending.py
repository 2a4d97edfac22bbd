"""What the pages and the API of deals and projects do alike with files: take several, hand one out."""

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError, NotAllowed
from core.files import served
from files.choices import FileKind
from files.queries import version_of

MOST_AT_ONCE = 20


def take(request, add):
    """Call ``add(upload, kind, reference)`` for each sent file; each refusal is said by name, the rest is kept."""
    uploads = request.FILES.getlist("file")[:MOST_AT_ONCE]
    kind = request.POST.get("kind", "")
    kind = kind if kind in FileKind.values else FileKind.OTHER
    kept = 0
    for upload in uploads:
        try:
            add(upload, kind, request.POST.get("reference", ""))
            kept += 1
        except NotAllowed:
            raise
        except DomainError as error:
            messages.error(request, f"{upload.name}: {error.message}")
    if not uploads:
        messages.error(request, _("Choose a file first."))
    if kept:
        messages.success(request, ngettext("%d file is kept.", "%d files are kept.", kept) % kept)


def handed_out(document, number):
    """The bytes of that version (text; empty: the newest) as an attachment. Raises Http404 for one that is not."""
    version = version_of(document, int(number) if number.isdecimal() and len(number) < 9 else None)
    if version is None or (number and not number.isdecimal()):
        raise Http404
    return served(version.stored)
