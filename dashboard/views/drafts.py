"""What ``static/js/drafts.js`` asks for: the member's own unsent words, to put back, to keep, to forget."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import InvalidInput
from dashboard.actions.drafts import KEPT, drop_draft, keep_draft
from dashboard.models import Draft

MOST_KEYS = 40


@require_http_methods(["GET", "POST"])
def drafts(request, slug):
    """GET ``key`` (several): ``{key: {text, base, at}}``. POST ``key`` with ``text`` and ``base`` keeps, ``drop`` forgets."""
    if request.method == "GET":
        return JsonResponse(_found(request))
    key = request.POST.get("key", "").replace("\x00", "")
    if "drop" in request.POST:
        drop_draft(key=key, by=request.member)
        return HttpResponse(status=204)
    words = {name: request.POST.get(name, "").replace("\x00", "") for name in ("text", "base")}
    try:
        keep_draft(key=key, by=request.member, now=clock.now(), **words)
    except InvalidInput as error:
        return HttpResponse(error.message, status=400)
    return HttpResponse(status=204)


def _found(request):
    keys = [key.replace("\x00", "") for key in request.GET.getlist("key")[:MOST_KEYS]]
    rows = Draft.objects.filter(member=request.member, key__in=keys, updated_at__gt=clock.now() - KEPT)
    return {row.key: {"text": row.text, "base": row.base, "at": _milliseconds(row.updated_at)} for row in rows}


def _milliseconds(instant):
    return int(instant.timestamp() * 1000)
