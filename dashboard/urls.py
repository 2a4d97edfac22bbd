"""Pages of dashboard."""

from django.urls import path
from django.views.generic import RedirectView

from dashboard.views import drafts, home, jobs, lists, search, viewing

app_name = "dashboard"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="dashboard:home"), name="root"),
    path("home/", home.home, name="home"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("search/", search.everything, name="search"),
    path("lists/<slug:list_key>/", lists.tools, name="list_tools"),
    path("lists/<slug:list_key>/export/", lists.export, name="export"),
    path("lists/<slug:list_key>/bulk/", lists.bulk, name="bulk"),
    path("lists/<slug:list_key>/views/new/", lists.new_view, name="new_view"),
    path("saved-views/<uuid:pk>/delete/", lists.forget_view, name="forget_view"),
    path("view-as/", viewing.view_as, name="view_as"),
    path("view-as/stop/", viewing.stop, name="stop_viewing"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("jobs/<uuid:pk>/file/", jobs.download, name="job_file"),
    path("jobs/<uuid:pk>/undo/", jobs.undo, name="undo_job"),
    path("jobs/<uuid:pk>/cancel/", jobs.cancel, name="cancel_job"),
    path("projects/<str:number>/update-list/", home.project_updates, name="project_updates"),
]
