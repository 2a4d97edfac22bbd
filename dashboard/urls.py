"""Pages of dashboard."""

from django.urls import path

from dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("projects/<str:number>/update-list/", views.project_updates, name="project_updates"),
]
