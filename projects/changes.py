"""Setting fields of a row and telling the audit trail what became of them."""

from datetime import date, datetime
from decimal import Decimal


def applied(row, values, fields):
    """Set those ``values`` that name one of ``fields``; ``{field: [old, new]}`` of what differs, JSON-ready.

    Raises TypeError for a name outside ``fields``: a caller's mistake, not a user's.
    """
    unknown = values.keys() - set(fields)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    changed = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changed[name] = [plain(before), plain(value)]
    return changed


def plain(value):
    """A JSON-ready form: people and rows by their name, days in ISO, amounts as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
