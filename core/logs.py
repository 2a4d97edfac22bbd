"""Logs that name the request and the organization, and never a token: lines for people, JSON for machines."""

import json
import logging
import re
from datetime import UTC, datetime

from core.middleware import request_id
from core.tenancy import current_scope

# Tokens stand in paths of links; what a log keeps is which kind of link it was.
TOKEN_PATH = re.compile(
    r"(/(?:portal|respond/[a-z-]+|calendar|reset/key|invitations?|invite|welcome)/)[A-Za-z0-9_\-.]{16,}"
)
SECRET = re.compile(r"\b(msp_[A-Za-z0-9]{6}|whsec_)[A-Za-z0-9_\-+/=]{16,}")
BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9_\-.+/=]{8,}")
URL_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s@]+@")
ASSIGNED = re.compile(
    r"(?i)(['\"]?\b(?:password\d?|token|secret|csrfmiddlewaretoken|authorization)['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,;]{6,}"
)
# What a record may carry beside its message; the names are the same in every line.
EXTRA = ("method", "path", "status", "milliseconds", "member", "task", "mail", "kind", "alarm")


def mask(text):
    """The text with every link token, key, password and bearer header cut down to its kind."""
    text = SECRET.sub(r"\1…", TOKEN_PATH.sub(r"\1…", text))
    text = BEARER.sub(r"\1 …", URL_PASSWORD.sub(r"\1…@", text))
    return ASSIGNED.sub(r"\1…", text)


class ContextFilter(logging.Filter):
    """Adds ``request_id`` and ``organization`` to each record and masks tokens in its text."""

    def filter(self, record):
        scope = current_scope()
        record.request_id = request_id.get()
        if not hasattr(record, "organization"):
            record.organization = str(scope.organization_id) if scope else "-"
        message = record.getMessage()
        masked = mask(message)
        if masked != message:
            record.msg, record.args = masked, None
        return True


class LineFormatter(logging.Formatter):
    """One line for people; a traceback below it is masked like the message."""

    def formatException(self, ei):  # noqa: N802  logging's own name
        """The traceback without secrets: exceptions like to quote what they were given."""
        return mask(super().formatException(ei))


class JsonFormatter(LineFormatter):
    """One JSON object per line: time (UTC), level, logger, message, request_id, organization, and EXTRA."""

    def format(self, record):
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
            "request_id": getattr(record, "request_id", "-"),
            "organization": getattr(record, "organization", "-"),
        }
        found |= {name: getattr(record, name) for name in EXTRA if hasattr(record, name)}
        if record.exc_info:
            found["exception"] = self.formatException(record.exc_info)
        return json.dumps(found, ensure_ascii=False, default=str)
