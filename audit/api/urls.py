"""API routes of audit."""

from django.urls import path

from audit.api.activity import ActivityList

urlpatterns = [path("activity/", ActivityList.as_view(), name="api_activity")]
