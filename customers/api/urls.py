"""API routes of customers."""

urlpatterns = []
