"""What a booking brings with it: its row, its trail, support's notice, its task's hours and its project's forecast."""

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent, Role
from accounts.queries import members_with_role
from audit.actions import record
from core.errors import DomainError
from notices.actions import notify
from projects.actions.health import lock, refresh_health
from projects.models import Project, Task
from scheduling.models import Booking
from scheduling.rules.booking import Block, Refusal
from scheduling.rules.slots import hours_by_day


def write(booking):
    """Save the booking. Raises DomainError ``double-booking`` should the database know better than the ledger."""
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:
        if "scheduling_booking_once" not in str(error):
            raise
        words = _("Not booked: %s was taken for this time at this very moment.") % booking.member.name
        raise DomainError(Refusal.DOUBLE_BOOKING.value, words) from error


def follow(project_ids, now):
    """Tell the tasks what is booked for them, and judge their projects anew."""
    projects = {project.pk: project for project in Project.objects.filter(pk__in=project_ids).order_by("pk")}
    for pk in sorted(projects):
        lock(projects[pk])
    booked = defaultdict(lambda: defaultdict(int))
    rows = Booking.objects.filter(project_id__in=projects, cancelled_at=None, task__isnull=False)
    for row in rows.order_by("starts_at"):
        zone = projects[row.project_id].organization.zone
        for day, hours in hours_by_day(Block(row.starts_at, row.ends_at), zone).items():
            booked[row.task_id][day] += hours
    tasks = Task.objects.filter(project_id__in=projects).only("pk", "booked")
    changed = []
    for task in tasks:
        now_booked = [[day.isoformat(), str(hours)] for day, hours in sorted(booked[task.pk].items())]
        if task.booked != now_booked:
            task.booked = now_booked
            changed.append(task)
    Task.objects.bulk_update(changed, ["booked"], batch_size=500)
    for pk in sorted(projects):
        refresh_health(projects[pk], now=now)


def described(booking):
    """The person and the time of the organization's zone, as it is kept: in nobody's own way of writing dates."""
    zone = booking.project.organization.zone
    start, end = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
    return f"{booking.member.name}, {start:%Y-%m-%d %H:%M} – {end:%H:%M}"


def trail(verb, booking, by, now, changes):
    """One row in the audit trail of the project."""
    project = booking.project
    label = described(booking)
    where = {"project": project, "customer": project.customer_id, "at": now}
    if booking.override_reason and verb != "booking.cancelled":
        changes = (changes or {}) | {"override": [None, booking.override_reason]}
    record(by=by, verb=verb, obj=booking, label=label, changes=changes, **where)


def tell_support(booking, by, now):
    """Support, service managers and owners hear of an override: at once, by their own choice, or in the digest."""
    organization = booking.project.organization
    told = members_with_role(organization, Role.SUPPORT, Role.SERVICE_MANAGER, Role.OWNER)
    words = _("%(by)s took hours of %(level)s from support: %(block)s for %(project)s. Reason: %(reason)s")
    text = words % {
        "by": by.name,
        "level": booking.level,
        "block": described(booking),
        "project": booking.project.title,
        "reason": booking.override_reason,
    }
    day = booking.starts_at.astimezone(organization.zone).date()
    url = f"/o/{organization.slug}/schedule/?week={day:%Y-%m-%d}"
    key = f"override/{booking.pk}/{booking.updated_at:%Y%m%d%H%M%S}"
    notify(members=told, event=NotificationEvent.RESERVE_BROKEN, text=text[:300], url=url, by=by, now=now, key=key)
