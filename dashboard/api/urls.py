"""API routes of dashboard."""

from django.urls import path

from dashboard.api import lists
from dashboard.api.search import SearchView

urlpatterns = [
    path("search/", SearchView.as_view(), name="api-search"),
    path("lists/<slug:list_key>/saved-views/", lists.ViewsOfList.as_view(), name="api-list-views"),
    path("lists/<slug:list_key>/saved-views/<uuid:pk>/", lists.ViewOfList.as_view(), name="api-list-view"),
    path("lists/<slug:list_key>/exports/", lists.Exports.as_view(), name="api-list-exports"),
    path("lists/<slug:list_key>/acts/", lists.BulkActs.as_view(), name="api-list-acts"),
    path("jobs/<uuid:pk>/", lists.OneJob.as_view(), name="api-job"),
    path("jobs/<uuid:pk>/file/", lists.JobFile.as_view(), name="api-job-file"),
    path("jobs/<uuid:pk>/undo/", lists.UndoJob.as_view(), name="api-job-undo"),
    path("jobs/<uuid:pk>/cancel/", lists.CancelJob.as_view(), name="api-job-cancel"),
]
