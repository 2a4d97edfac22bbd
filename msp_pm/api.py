"""The API's table of contents (contract, section 5)."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.api.urls")),
    path("", include("customers.api.urls")),
    path("", include("deals.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("updates.api.urls")),
    path("", include("mailing.api.urls")),
    path("", include("audit.api.urls")),
]
