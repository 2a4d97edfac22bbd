"""Reading the audit trail."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from audit.models import AuditEvent
from audit.words import value_words, verb_words, verbs_saying

NEWEST_FIRST = ("-at", "-id")


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One event as ``components/audit_line.html`` shows it.

    ``url`` leads to the object, or is empty; ``where`` is the project of an object that is none itself;
    ``through`` names the API key that acted for who.
    """

    at: dt.datetime
    who: str
    verb: str
    what: str
    url: str
    where: str
    through: str
    changes: tuple[Change, ...]


def events(organization, *, project=None, customer=None, obj=None, actor=None):
    """The trail, newest first, optionally of one project, customer, object or member."""
    rows = AuditEvent.objects.filter(organization=organization).order_by(*NEWEST_FIRST)
    if project is not None:
        rows = rows.filter(project_id=project.pk)
    if customer is not None:
        rows = rows.filter(customer_id=customer.pk)
    if obj is not None:
        rows = rows.filter(object_id=obj.pk)
    if actor is not None:
        rows = rows.filter(actor=actor)
    return rows


def search_events(
    organization, *, person="", about="", project_number="", object_id="", act="", since="", until=""
):
    """The trail, newest first, by parts of the actor's name, of the object's label and of the act in words, by
    project number, by days of the organization's zone (``since`` and ``until``, both included, YYYY-MM-DD), and of
    one object. An ``object_id`` or day that is none finds nothing.
    """
    rows = _between(events(organization), since, until, organization)
    if act:
        rows = rows.filter(Q(verb__icontains=act) | Q(verb__in=verbs_saying(act)))
    if object_id:
        try:
            rows = rows.filter(object_id=UUID(object_id))
        except ValueError:
            return rows.none()
    if person:
        rows = rows.filter(actor_name__icontains=person)
    if about:
        rows = rows.filter(object_label__icontains=about)
    if project_number:
        rows = rows.filter(project_number__iexact=project_number)
    return rows


def _between(rows, since, until, organization):
    try:
        if since:
            rows = rows.filter(at__gte=_midnight(since, organization))
        if until:
            rows = rows.filter(at__lt=_midnight(until, organization, days=1))
    except (ValueError, OverflowError):
        return rows.none()
    return rows


def _midnight(text, organization, days=0):
    day = dt.date.fromisoformat(text) + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time.min, ZoneInfo(organization.time_zone))


def line(event, slug) -> Line:
    """The event in words; ``slug`` is the organization's, for the link."""
    return Line(
        at=event.at,
        who=event.actor_name,
        verb=verb_words(event.verb),
        what=event.object_label,
        url=_object_url(event, slug),
        through=event.through,
        where="" if event.object_type == "project" else event.project_number,
        changes=tuple(_changes(event.changes)),
    )


def _changes(changes):
    for name, (before, after) in changes.items():
        field = name.removeprefix("is_").replace("_", " ").capitalize()
        yield Change(field, value_words(before), value_words(after))


def _object_url(event, slug):
    """The page of the object, or of the project or customer it belongs to. Pages are known by URL name only."""
    if event.object_type == "deal":
        return reverse("deals:detail", args=[slug, event.object_id])
    if event.project_number:
        return reverse("projects:detail", args=[slug, event.project_number])
    if event.customer_id:
        return reverse("customers:detail", args=[slug, event.customer_id])
    return ""
