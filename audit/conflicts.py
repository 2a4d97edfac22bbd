"""A conflict in words: who changed which field when, theirs beside mine (``components/conflict.html``)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from audit.models import AuditEvent
from core.formats import format_day, format_moment


@dataclass(frozen=True, slots=True)
class Clash:
    """One field: its label, who changed it and when, and both values as people read them."""

    name: str
    label: str
    who: str
    when: str
    theirs: str
    mine: str


def clashes(conflict, obj, form, now, zone, names=None) -> list[Clash]:
    """What the page says of a ``core.conflicts.Conflict`` on ``obj``; labels and choices are those of ``form``.

    ``names`` maps a field of ``obj`` to that of the form where the two are called differently.
    """
    names = names or {}
    return [
        _clash(row, obj, form.fields[names.get(row.field, row.field)], now, zone) for row in conflict.differences
    ]


def sentence(clash) -> str:
    """“Maria changed End to Mar 14, 2 minutes ago.”"""
    return _("%(who)s changed %(field)s to %(value)s, %(when)s.") % {
        "who": clash.who,
        "field": clash.label,
        "value": clash.theirs,
        "when": clash.when,
    }


def _clash(row, obj, field, now, zone):
    event = AuditEvent.objects.filter(object_id=obj.pk, changes__has_key=row.field).order_by("-at", "-id").first()
    return Clash(
        name=row.field,
        label=str(field.label),
        who=event.actor_name if event else _("Somebody"),
        when=format_moment(event.at, now, zone) if event else _("just now"),
        theirs=_said(row.theirs, field),
        mine=_said(row.mine, field),
    )


def _said(value, field):
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    if all(one in labels for one in value.split(", ")):  # several choices are told apart by commas
        return ", ".join(labels[one] for one in value.split(", "))
    try:
        return format_day(dt.date.fromisoformat(value))
    except ValueError:
        return value
