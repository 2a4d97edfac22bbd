"""Pages of scheduling."""

from django.urls import path

from scheduling import views

app_name = "scheduling"
urlpatterns = [path("right-now/", views.right_now, name="right_now")]
