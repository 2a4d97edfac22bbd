"""How a customer's link finds its organization. Replaced in full by the portal's pages."""

from django.http import Http404


def status_link(request):
    """``/portal/<token>/``."""
    raise Http404


def response_link(request):
    """``/respond/<purpose>/<token>/``."""
    raise Http404
