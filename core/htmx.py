"""One view, two callers: a full page for everyone, a fragment for htmx. No view branches by itself."""

import json

from django.http import HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect


def template_for(request, page, fragment):
    """The fragment's name when htmx asks for a part of the page, else the page's.

    A boosted request or a restored history entry wants the whole page.
    """
    part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return fragment if part else page


def redirect(request, url):
    """After a write: 302 for a plain POST, a client-side redirect for htmx."""
    if request.htmx:
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def done(text, *, undo_url=""):
    """204 for htmx: nothing to swap, a toast says what happened; ``undo_url`` gets a POST from Undo."""
    return with_toast(HttpResponse(status=204), text, undo_url=undo_url)


def with_toast(response, text, *, undo_url=""):
    """The same response, with a toast shown beside what it swaps (see static/js/toast.js)."""
    response["HX-Trigger"] = json.dumps({"toast": {"text": str(text), "undo": undo_url}})
    return response
