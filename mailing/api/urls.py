"""API routes of mailing."""

from django.urls import path

from mailing.api import deliveries

urlpatterns = [
    path("deliveries/", deliveries.DeliveriesView.as_view(), name="api_deliveries"),
    path("deliveries/<uuid:pk>/", deliveries.DeliveryView.as_view(), name="api_delivery"),
    path("deliveries/<uuid:pk>/retry/", deliveries.RetryView.as_view(), name="api_delivery_retry"),
    path("deliveries/<uuid:pk>/call-back/", deliveries.CallBackView.as_view(), name="api_delivery_call_back"),
]
