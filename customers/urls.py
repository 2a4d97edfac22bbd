"""Pages of customers."""

from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [
    path("customers/", views.customer_list, name="list"),
    path("customers/new/", views.new_customer, name="new"),
    path("customers/<uuid:pk>/", views.customer_detail, name="detail"),
    path("customers/<uuid:pk>/edit/", views.edit_customer, name="edit"),
    path("customers/<uuid:pk>/archive/", views.archive_customer, name="archive"),
    path("customers/duplicates/", views.duplicates, name="duplicates"),
    path("customers/<uuid:pk>/merge/", views.merge, name="merge"),
    path("merges/<uuid:pk>/undo/", views.undo, name="undo_merge"),
    path("customers/<uuid:pk>/sites/new/", views.new_site, name="new_site"),
    path("sites/<uuid:pk>/edit/", views.edit_site, name="edit_site"),
    path("sites/<uuid:pk>/remove/", views.remove_site, name="remove_site"),
    path("customers/<uuid:pk>/closed-days/new/", views.new_blackout, name="new_blackout"),
    path("closed-days/<uuid:pk>/remove/", views.remove_blackout, name="remove_blackout"),
    path("customers/<uuid:pk>/contacts/new/", views.new_contact, name="new_contact"),
    path("contacts/<uuid:pk>/edit/", views.edit_contact, name="edit_contact"),
    path("contacts/<uuid:pk>/active/", views.activate_contact, name="activate_contact"),
    path("contacts/<uuid:pk>/subscribe/", views.resubscribe_contact, name="resubscribe_contact"),
]
