"""The OpenAPI file and its readable page; both open to everyone, as they hold no data."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """OpenAPI 3.1 of this version of the API."""

    authentication_classes = ()
    permission_classes = ()


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI from files of ours; its start-up script is a file too, so the page's strict policy holds."""

    authentication_classes = ()
    permission_classes = ()
    url_name = "api_schema"
    template_name = "api/docs.html"
