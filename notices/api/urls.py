"""API routes of the inbox."""

from django.urls import path

from notices.api import views

urlpatterns = [
    path("notices/", views.NoticeList.as_view(), name="api-notices"),
    path("notices/read/", views.ReadAll.as_view(), name="api-notices-read"),
    path("notices/<uuid:pk>/read/", views.ReadOne.as_view(), name="api-notice-read"),
]
