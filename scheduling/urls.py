"""Pages of scheduling."""

from django.urls import path

from scheduling.views import board, booking, capacity, demand, right_now

app_name = "scheduling"
urlpatterns = [
    path("right-now/", right_now.right_now, name="right_now"),
    path("schedule/", board.schedule, name="schedule"),
    path("schedule/book/", booking.book, name="book"),
    path("schedule/place/", booking.place, name="place"),
    path("schedule/bookings/<uuid:pk>/", booking.detail, name="booking"),
    path("schedule/bookings/<uuid:pk>/cancel/", booking.cancel, name="cancel_booking"),
    path("schedule/bookings/<uuid:pk>/restore/", booking.restore, name="restore_booking"),
    path("schedule/bookings/<uuid:pk>/pull/", booking.pull, name="pull_booking"),
    path("capacity/", capacity.weeks, name="capacity"),
    path("capacity/demand/", demand.demand, name="demand"),
    path("capacity/settings/", capacity.settings, name="capacity_settings"),
    path("leave/", capacity.leave, name="leave"),
    path("leave/<uuid:pk>/remove/", capacity.remove, name="remove_leave"),
]
