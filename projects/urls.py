"""Pages of projects."""

from django.urls import path

from projects.views import deals

app_name = "projects"

urlpatterns = [
    path("deals/<uuid:pk>/accept/", deals.accept, name="accept_deal"),
]
