"""API routes of customers."""

from django.urls import path

from customers.api import views

urlpatterns = [
    path("customers/", views.CustomersView.as_view(), name="api-customers"),
    path("customers/<uuid:pk>/", views.CustomerView.as_view(), name="api-customer"),
    path("contacts/", views.ContactsView.as_view(), name="api-contacts"),
    path("contacts/<uuid:pk>/", views.ContactView.as_view(), name="api-contact"),
]
