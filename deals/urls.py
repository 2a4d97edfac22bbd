"""Pages of deals."""

urlpatterns = []
