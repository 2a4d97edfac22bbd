"""The answer for every address of the API that does not exist."""

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

NOT_FOUND = '{"type": "about:blank", "title": "Not found", "status": 404, "detail": "There is no such address."}'


@csrf_exempt
def no_such_address(request):
    """404 as a problem document, whatever the method and with or without a key."""
    return HttpResponse(NOT_FOUND, status=404, content_type="application/problem+json")
