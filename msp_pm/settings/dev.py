"""Development: the embedded servers, the mail catcher, and a clock that can be moved."""

from django.utils import timezone

from msp_pm import env
from msp_pm.settings.base import *

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", "development-only-key-not-for-production-use-0123456789")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CLOCK_OFFSET = env.clock_offset(env.text("CLOCK_OFFSET"), timezone.now())
