"""Pages of scheduling."""

from django.urls import path

from scheduling.views import capacity, demand, right_now

app_name = "scheduling"
urlpatterns = [
    path("right-now/", right_now.right_now, name="right_now"),
    path("capacity/", capacity.weeks, name="capacity"),
    path("capacity/demand/", demand.demand, name="demand"),
    path("capacity/settings/", capacity.settings, name="capacity_settings"),
    path("leave/", capacity.leave, name="leave"),
    path("leave/<uuid:pk>/remove/", capacity.remove, name="remove_leave"),
]
