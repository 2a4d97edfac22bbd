"""API routes of mailing."""

urlpatterns = []
