"""Where each address leads. Staff pages live below /o/<slug>/ (contract, section 4)."""

from django.urls import include, path

from core import views
from integrations.views.hooks import receive

handler500 = "core.api.views.server_error"

staff = [
    path("", include("dashboard.urls")),
    path("", include("deals.urls")),
    path("", include("imports.urls")),
    path("", include("customers.urls")),
    path("", include("projects.urls")),
    path("", include("scheduling.urls")),
    path("", include("updates.urls")),
    path("", include("mailing.urls")),
    path("", include("accounts.staff_urls")),
    path("", include("audit.urls")),
    path("", include("notices.urls")),
    path("", include("accounts.urls_settings")),
    path("", include("integrations.urls")),
    path("settings/members/", include("accounts.urls_members")),
]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("operations.urls")),
    path("", include("accounts.urls")),
    path("o/<slug:slug>/", include(staff)),
    path("hooks/v1/<slug:slug>/<slug:source>/", receive, name="hook"),
    path("api/v1/", include("msp_pm.api")),
    path("", include("portal.urls")),
]
