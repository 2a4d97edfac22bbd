"""Logs that name the request and the organization, and never a token."""

import logging
import re

from core.middleware import request_id
from core.tenancy import current_scope

# Tokens stand in paths of links; what a log keeps is which kind of link it was.
TOKEN_PATH = re.compile(r"(/(?:portal|respond/[a-z-]+|calendar|reset/key)/)[A-Za-z0-9_\-.]{16,}")
SECRET = re.compile(r"\b(msp_[A-Za-z0-9]{6})[A-Za-z0-9_\-]{16,}")


def mask(text):
    """The text with every link token and API key cut down to its kind."""
    return SECRET.sub(r"\1…", TOKEN_PATH.sub(r"\1…", text))


class ContextFilter(logging.Filter):
    """Adds ``request_id`` and ``organization`` to each record and masks tokens in its text."""

    def filter(self, record):
        scope = current_scope()
        record.request_id = request_id.get()
        record.organization = str(scope.organization_id) if scope else "-"
        message = record.getMessage()
        masked = mask(message)
        if masked != message:
            record.msg, record.args = masked, None
        return True
