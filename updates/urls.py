"""Pages of updates."""

urlpatterns = []
