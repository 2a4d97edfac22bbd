"""The inbox of the signed-in member."""

from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.inbox, name="inbox"),
    path("notices/count/", views.count, name="count"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/<uuid:pk>/open/", views.open_notice, name="open"),
]
