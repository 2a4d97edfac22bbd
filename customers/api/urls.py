"""API routes of customers."""

from django.urls import path

from customers.api import merging, places, views

urlpatterns = [
    path("customers/", views.CustomersView.as_view(), name="api-customers"),
    path("customers/<uuid:pk>/", views.CustomerView.as_view(), name="api-customer"),
    path("customers/<uuid:pk>/merge/", merging.MergeView.as_view(), name="api-customer-merge"),
    path("merges/<uuid:pk>/undo/", merging.UndoView.as_view(), name="api-merge-undo"),
    path("sites/", places.SitesView.as_view(), name="api-sites"),
    path("sites/<uuid:pk>/", places.SiteView.as_view(), name="api-site"),
    path("blackouts/", places.BlackoutsView.as_view(), name="api-blackouts"),
    path("blackouts/<uuid:pk>/", places.BlackoutView.as_view(), name="api-blackout"),
    path("contacts/", views.ContactsView.as_view(), name="api-contacts"),
    path("contacts/<uuid:pk>/", views.ContactView.as_view(), name="api-contact"),
]
