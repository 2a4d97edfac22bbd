"""API routes of audit."""

urlpatterns = []
