"""A real mail server for the delivery tests, and mails in the outbox."""

import pytest

from mailing.actions import queue_mail
from tests.faults.sink import Sink


@pytest.fixture
def sink(settings):
    """A server that accepts everything unless ``behave`` says otherwise; the settings point at it."""
    with Sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port()
        settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
        settings.EMAIL_TIMEOUT = 0.5
        yield sink


@pytest.fixture
def queue():
    """``queue(company, "ann", …)``: one mail to ``ann@acme.example``."""

    def put(company, name="ann", *, scope=None, **changes):
        values = {
            "kind": "weekly_update",
            "audience": "customer",
            "to_email": f"{name}@acme.example",
            "to_name": name.title(),
            "subject": "Weekly update",
            "text": "On time.\n",
            "html": "<p>On time.</p>",
            "idempotency_key": name,
            "project_numbers": ["P-0001"],
        }
        with scope or company.scope():
            return queue_mail(**values | changes)

    return put
