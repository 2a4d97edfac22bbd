"""Pages of accounts."""

urlpatterns = []
