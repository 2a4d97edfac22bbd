"""API routes of updates."""

from django.urls import path

from updates.api import views

UPDATES = "projects/<str:number>/updates/"
ONE = f"{UPDATES}<uuid:pk>/"

urlpatterns = [
    path(UPDATES, views.UpdatesView.as_view(), name="api-project-updates"),
    path(ONE, views.UpdateView.as_view(), name="api-project-update"),
    *(path(f"{ONE}{act}/", view.as_view(), name=f"api-project-update-{act}") for act, view in views.ACTS.items()),
]
