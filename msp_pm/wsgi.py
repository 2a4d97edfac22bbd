"""The WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "msp_pm.settings.dev")
application = get_wsgi_application()

from core.checks import refuse_unsafe_roles  # noqa: E402  needs the loaded apps

refuse_unsafe_roles()
