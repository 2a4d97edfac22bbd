"""The OpenAPI file and its readable page; both open to everyone, as they hold no data."""

from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views import View
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

from core.api.reference import groups_of


class Schema(SpectacularAPIView):
    """OpenAPI 3.1 of this version of the API."""

    authentication_classes = ()
    permission_classes = ()


class Docs(View):
    """Every operation on one page, to be read and searched by the browser: no script, no second request."""

    def get(self, request):
        """The page, made once per process, language and address: it says nothing about who asks."""
        return HttpResponse(_page(settings.SITE_URL, get_language()))


@cache
def _page(site_url, _language):
    document = SchemaGenerator(api_version="v1").get_schema(public=True)
    context = {"info": document["info"], "groups": groups_of(document, site_url), "site_url": site_url}
    return render_to_string("api/docs.html", context)
