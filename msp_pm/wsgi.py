"""The WSGI entry point for gunicorn."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "msp_pm.settings.dev")
application = get_wsgi_application()

from core.checks import refuse_unsafe_roles  # noqa: E402  needs the loaded apps

refuse_unsafe_roles()

# The first request finds everything loaded, and the collector need not look at it again: a full round over all modules
# took 50 ms and more out of every few hundred requests.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
