"""Pages of projects."""

urlpatterns = []
