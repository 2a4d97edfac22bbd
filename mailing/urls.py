"""Pages of mailing."""

from django.urls import path

from mailing.views import deliveries, gallery

app_name = "mailing"
urlpatterns = [
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/gallery/", gallery.gallery, name="gallery"),
    path("deliveries/gallery/<slug:sample>/", gallery.gallery, name="gallery_one"),
    path("deliveries/gallery/<slug:sample>/html/", gallery.gallery_html, name="gallery_html"),
    path("deliveries/<uuid:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<uuid:pk>/html/", deliveries.delivery_html, name="delivery_html"),
    path("deliveries/<uuid:pk>/retry/", deliveries.retry, name="retry"),
    path("deliveries/<uuid:pk>/call-back/", deliveries.call_back, name="call_back"),
]
