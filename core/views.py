"""Health pages, for machines."""

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.readiness import readiness


@transaction.non_atomic_requests
@never_cache
@require_safe
def healthz(request):
    """The process is alive; asks nobody."""
    return HttpResponse("ok\n", content_type="text/plain")


@transaction.non_atomic_requests
@never_cache
@require_safe
def readyz(request):
    """Whether the parts work, as JSON (see ``core.readiness``)."""
    status, body = readiness()
    return JsonResponse(body, status=status)
