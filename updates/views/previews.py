"""Exactly what each person gets: a page with the mail in a closed frame, and the mail itself."""

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from updates.queries.previews import person_mail
from updates.queries.queue import recipients_of
from updates.queries.runs import updates_with_people

# A mail has its style in itself and nothing else: no script, no form, no outside resource.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "script-src": ["'none'"],
    "img-src": ["'none'"],
    "connect-src": ["'none'"],
    "font-src": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
}


@require_GET
def preview(request, slug, pk, audience, person):
    """The page: choose the person, HTML or text."""
    update, seat, mail = _found(request, pk, audience, person)
    context = {
        "nav_key": "updates",
        "update": update,
        "seat": seat,
        "mail": mail,
        "as_text": request.GET.get("as") == "text",
        "people": recipients_of(request.organization, update),
    }
    return render(request, "updates/preview.html", context)


@require_GET
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)
def preview_body(request, slug, pk, audience, person):
    """The HTML of the mail, for the frame."""
    return HttpResponse(_found(request, pk, audience, person)[2].html)


def _found(request, pk, audience, person):
    update = get_object_or_404(updates_with_people(), pk=pk)
    found = person_mail(request.organization, update, audience, person)
    if found is None:
        raise Http404
    return update, *found
