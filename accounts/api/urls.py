"""API routes of accounts."""

from django.urls import path

from accounts.api.members import MemberList

urlpatterns = [path("members/", MemberList.as_view(), name="api_members")]
