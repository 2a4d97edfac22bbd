"""Pages of outgoing webhooks below an organization's settings."""

from django.urls import path

from integrations.outgoing import views

urlpatterns = [
    path("", views.outgoing, name="outgoing"),
    path("new/", views.create, name="outgoing_create"),
    path("<uuid:subscription>/", views.one, name="outgoing_one"),
    path("<uuid:subscription>/rotate/", views.rotate, name="outgoing_rotate"),
    path("<uuid:subscription>/switch/", views.switch, name="outgoing_switch"),
    path("<uuid:subscription>/delete/", views.delete, name="outgoing_delete"),
    path("deliveries/<uuid:delivery>/", views.delivery, name="outgoing_delivery"),
    path("deliveries/<uuid:delivery>/again/", views.send_again, name="outgoing_again"),
]
