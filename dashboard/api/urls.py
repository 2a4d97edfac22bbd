"""API routes of dashboard."""

from django.urls import path

from dashboard.api.search import SearchView

urlpatterns = [path("search/", SearchView.as_view(), name="api-search")]
