"""API routes of scheduling."""

from django.urls import path

from scheduling.api import views

urlpatterns = [
    path("support-requests/", views.SupportRequestsView.as_view(), name="api-support-requests"),
    path("support-requests/<uuid:pk>/", views.SupportRequestView.as_view(), name="api-support-request"),
    path("request-types/", views.RequestTypesView.as_view(), name="api-request-types"),
]
