"""What every action asks first: the right, the row and its lock, a reason in words."""

from django.utils.translation import gettext as _

from core.errors import DomainError, InvalidInput, NotAllowed
from projects.rules.lifecycle import is_open


def require(allowed, message):
    """Raise NotAllowed with ``message`` unless ``allowed``."""
    if not allowed:
        raise NotAllowed(message)


def require_open(project):
    """Raise DomainError ``project_ended`` for a closed or cancelled project."""
    if not is_open(project.status):
        raise DomainError("project_ended", _("%s has ended. Reopen it first.") % project.number)


def require_text(value, pointer, message):
    """The text without outer spaces. Raises InvalidInput at ``pointer`` when nothing is left."""
    text = (value or "").strip()
    if not text:
        refuse(pointer, "required", message)
    return text


def refuse(pointer, code, message):
    """Raise InvalidInput for one field."""
    raise InvalidInput(message, [{"pointer": pointer, "code": code, "detail": message}])
