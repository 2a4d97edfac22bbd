"""The API's table of contents (contract, section 5)."""

from django.urls import include, path, re_path

from core.api.docs import Docs, Schema
from core.api.views import no_such_address

urlpatterns = [
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", Docs.as_view(), name="api_docs"),
    path("", include("accounts.api.urls")),
    path("", include("customers.api.urls")),
    path("", include("deals.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("scheduling.api.urls")),
    path("", include("updates.api.urls")),
    path("", include("mailing.api.urls")),
    path("", include("audit.api.urls")),
    path("", include("notices.api.urls")),
    path("", include("imports.api")),
    path("", include("dashboard.api.urls")),
    path("", include("integrations.api")),
    path("", include("integrations.outgoing.api")),
    path("", include("integrations.apilog.api")),
    re_path(r"", no_such_address),
]
