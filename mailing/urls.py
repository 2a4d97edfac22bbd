"""Pages of mailing."""

urlpatterns = []
