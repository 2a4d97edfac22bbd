"""Pages of imports."""

from django.urls import path

from imports.views import pages

app_name = "imports"
urlpatterns = [
    path("imports/", pages.import_list, name="list"),
    path("imports/new/<slug:kind>/", pages.new, name="new"),
    path("imports/<uuid:pk>/", pages.job, name="job"),
    path("imports/<uuid:pk>/check/", pages.check, name="check"),
    path("imports/<uuid:pk>/sort/", pages.sort, name="sort"),
    path("imports/<uuid:pk>/run/", pages.run, name="run"),
    path("imports/<uuid:pk>/cancel/", pages.cancel, name="cancel"),
    path("imports/<uuid:pk>/undo/", pages.undo, name="undo"),
    path("imports/<uuid:pk>/rejects/", pages.rejects, name="rejects"),
]
