"""Pages of customers: a read-only status page, and response pages with one purpose each."""

from django.urls import path, register_converter

from portal import extras, offers, preview, purchases, views


class IsoDateConverter:
    """A Monday as ``2026-11-16``."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        return views.parse_day(value)

    def to_url(self, value):
        return str(value)


register_converter(IsoDateConverter, "day")

app_name = "portal"
urlpatterns = [
    path("o/<slug:slug>/projects/<str:number>/customer-view/", preview.customer_view, name="customer_view"),
    path("o/<slug:slug>/projects/<str:number>/customer-view/page/", preview.customer_page, name="customer_page"),
    path("portal/<str:token>/", views.status, name="status"),
    path("portal/<str:token>/updates/<day:week_start>/", views.past_update, name="past_update"),
    path("respond/renew/<str:token>/", views.renew, name="renew"),
    path("respond/change-order/<str:token>/", offers.change_order, name="change_order"),
    path("respond/purchase/<str:token>/", purchases.purchase, name="purchase"),
    path("respond/out-of-scope/<str:token>/", extras.out_of_scope, name="out_of_scope"),
    path("respond/change-order/<str:token>/pdf/", offers.change_order_pdf, name="change_order_pdf"),
    path("respond/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("respond/unsubscribe/<str:token>/undo/", views.resubscribe, name="resubscribe"),
]
