"""API routes of updates."""

urlpatterns = []
