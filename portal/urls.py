"""Pages of portal."""

urlpatterns = []
