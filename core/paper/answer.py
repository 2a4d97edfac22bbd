"""How a document made on the spot is sent: as an attachment, kept by nobody on the way."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

PDF = "application/pdf"


def as_attachment(content, name):
    """The bytes of a PDF under ``name``."""
    answer = HttpResponse(content, content_type=PDF)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
