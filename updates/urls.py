"""Pages of updates."""

from django.urls import path

from updates.views import acts, again, previews, queue

app_name = "updates"
PERSON = "updates/<uuid:pk>/preview/<str:audience>/<uuid:person>/"

urlpatterns = [
    path("updates/", queue.queue, name="queue"),
    path("updates/approve-green/", acts.approve_green, name="approve_green"),
    path("updates/<uuid:pk>/", queue.review, name="review"),
    path("updates/again/<uuid:mail>/", again.resend, name="resend"),
    path("updates/<uuid:pk>/words/", acts.words, name="words"),
    path(PERSON, previews.preview, name="preview"),
    path(f"{PERSON}body/", previews.preview_body, name="preview_body"),
    path(f"{PERSON}test/", again.trial, name="trial"),
    path("updates/<uuid:pk>/<slug:act>/", acts.act, name="act"),
]
