"""Cells of the plan as plain JSON, and back: people by id, days in ISO, amounts as text."""

from uuid import UUID

from accounts.models import Membership
from core.conflicts import plain
from projects.models import Task


def plain_value(task, name):
    """A field of the task as plain JSON."""
    value = getattr(task, "assignee_id" if name == "assignee" else name)
    return str(value) if name == "assignee" and value else plain(value)


def people_of(values):
    """The members that the pairs ``(field, plain value)`` name, by id. One statement at most."""
    ids = {value for name, value in values if name == "assignee" and value}
    return {str(pk): member for pk, member in Membership.objects.in_bulk([UUID(pk) for pk in ids]).items()}


def typed(name, value, people):
    """The value that a task holds, from its plain form."""
    if name == "assignee":
        return people.get(value) if value else None
    return None if value is None else Task._meta.get_field(name).to_python(value)
