"""Pages of integrations below an organization's address."""

from django.urls import include, path

from integrations.apilog import views as apilog
from integrations.views import events, pages

app_name = "integrations"
urlpatterns = [
    path("settings/webhooks/outgoing/", include("integrations.outgoing.urls")),
    path("settings/api-requests/", apilog.api_requests, name="api_requests"),
    path("settings/api-requests/<uuid:pk>/", apilog.api_request, name="api_request"),
    path("settings/webhooks/", pages.webhooks, name="webhooks"),
    path("settings/webhooks/new/", pages.create, name="create"),
    path("settings/webhooks/<uuid:pk>/", pages.source, name="source"),
    path("settings/webhooks/<uuid:pk>/rotate/", pages.rotate, name="rotate"),
    path("settings/webhooks/<uuid:pk>/switch/", pages.switch, name="switch"),
    path("settings/webhooks/events/<uuid:pk>/", events.event, name="event"),
    path("settings/webhooks/events/<uuid:pk>/replay/", events.replay, name="replay"),
    path("settings/webhooks/events/<uuid:pk>/reject/", events.reject, name="reject"),
]
