"""Pages of mailing."""

from django.urls import path

from mailing import views

app_name = "mailing"
urlpatterns = [
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<uuid:pk>/", views.delivery, name="delivery"),
    path("deliveries/<uuid:pk>/html/", views.delivery_html, name="delivery_html"),
    path("deliveries/<uuid:pk>/retry/", views.retry, name="retry"),
    path("deliveries/<uuid:pk>/call-back/", views.call_back, name="call_back"),
]
