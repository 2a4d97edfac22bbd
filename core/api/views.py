"""Answers of the API outside its views: no such address, and something broke."""

from django.http import HttpResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

PROBLEM = "application/problem+json"
BROKEN = (
    '{"type": "about:blank", "title": "Server error", "status": 500, '
    '"detail": "Nothing was saved; the fault was written down."}'
)
NOT_FOUND = '{"type": "about:blank", "title": "Not found", "status": 404, "detail": "There is no such address."}'


@csrf_exempt
def no_such_address(request):
    """404 as a problem document, whatever the method and with or without a key."""
    return HttpResponse(NOT_FOUND, status=404, content_type=PROBLEM)


def server_error(request):
    """``handler500``: a problem document for the API, the page for everyone else."""
    if request.path.startswith("/api/"):
        return HttpResponse(BROKEN, status=500, content_type=PROBLEM)
    return defaults.server_error(request)
