"""API routes of deals."""

urlpatterns = []
