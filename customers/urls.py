"""Pages of customers."""

urlpatterns = []
