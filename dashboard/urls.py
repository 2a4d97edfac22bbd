"""Pages of dashboard."""

from django.urls import path

from dashboard.views import home, search

app_name = "dashboard"
urlpatterns = [
    path("home/", home.home, name="home"),
    path("search/", search.everything, name="search"),
    path("projects/<str:number>/update-list/", home.project_updates, name="project_updates"),
]
