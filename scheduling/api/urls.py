"""API routes of scheduling."""

from django.urls import path

from scheduling.api import bookings, capacity, views

urlpatterns = [
    path("support-requests/", views.SupportRequestsView.as_view(), name="api-support-requests"),
    path("support-requests/<uuid:pk>/", views.SupportRequestView.as_view(), name="api-support-request"),
    path("request-types/", views.RequestTypesView.as_view(), name="api-request-types"),
    path("bookings/", bookings.BookingsView.as_view(), name="api-bookings"),
    path("bookings/<uuid:pk>/", bookings.BookingView.as_view(), name="api-booking"),
    path("capacity/", capacity.CapacityView.as_view(), name="api-capacity"),
    path("capacity-settings/", capacity.CapacitySettingsView.as_view(), name="api-capacity-settings"),
    path("leave/", capacity.LeaveView.as_view(), name="api-leave"),
    path("leave/<uuid:pk>/", capacity.LeaveEntryView.as_view(), name="api-leave-entry"),
]
