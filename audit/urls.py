"""Pages of audit."""

urlpatterns = []
