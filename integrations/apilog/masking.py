"""What of a request may be kept: pure functions from bytes to text without secrets."""

import json
import re
from contextlib import suppress

from core.logs import mask

LONGEST_BODY = 20_000
LONGEST_PATH = 500
SECRET_NAME = re.compile(r"(?i)(password|passwd|secret|token|authorization|credential|api_?key)")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def kept_text(raw: bytes) -> str:
    """A body as text: JSON with every value of a secret's name replaced, anything else masked like a log line."""
    text = raw.decode(errors="replace")
    with suppress(ValueError, RecursionError):
        text = json.dumps(_without_secrets(json.loads(text)), indent=2, ensure_ascii=False)
    return UNSTORABLE.sub("\ufffd", mask(text))[:LONGEST_BODY]


def kept_path(path: str) -> str:
    """The address with its query, tokens masked."""
    return UNSTORABLE.sub("\ufffd", mask(path))[:LONGEST_PATH]


def _without_secrets(value):
    if isinstance(value, dict):
        return {name: "…" if SECRET_NAME.search(name) else _without_secrets(part) for name, part in value.items()}
    return [_without_secrets(part) for part in value] if isinstance(value, list) else value
