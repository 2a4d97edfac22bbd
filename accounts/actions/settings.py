"""WRITE: what an organization sets for itself. Verdicts that follow from it are judged anew in the background."""

from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions, queries
from accounts.actions.checks import refuse
from accounts.actions.people import CURRENCY, UPDATE_MODES
from accounts.models import Organization, OrganizationLogo, OrganizationSettings
from audit.actions import differences, record
from core import colors
from core.conflicts import settle
from core.due import work_is_due_at
from core.errors import DomainError, NotAllowed
from core.jobs import enqueue

IDENTITY = ("name", "time_zone", "currency", "brand_color")
WORKING_TIME = ("working_days", "day_starts", "day_ends", "daily_hours")
UPDATES = ("send_weekday", "send_time", "draft_weekday", "draft_time", "update_mode", "sender_name", "reply_to")
THRESHOLDS = ("budget_amber_percent", "budget_amber_hours", "time_amber_percent", "time_amber_days")


@transaction.atomic
def update_identity(*, organization, changes, by, now, seen=None):
    """Set name, zone, currency or color (of IDENTITY) of the organization in force.

    ``seen``, here and below: what the caller had read (core.conflicts); raises Conflict where somebody else
    changed the same.

    Raises NotAllowed, InvalidInput, and DomainError ``currency_locked`` once there is money. Another zone
    moves every day and week: verdicts and the weekly moment follow.
    """
    if not permissions.can_change_identity(by):
        raise NotAllowed(_("Only an owner changes this."))
    row = Organization.objects.select_for_update().get(pk=organization.pk)
    changes = settle(row, seen, {field: value for field, value in changes.items() if field in IDENTITY})
    before = {field: getattr(row, field) for field in IDENTITY}
    after = before | {field: changes[field] for field in IDENTITY if field in changes}
    after["name"], after["brand_color"] = after["name"].strip(), after["brand_color"].lower()
    _check_identity(before, after)
    changed = differences(before, after)
    if not changed:
        return row
    for field in changed:
        setattr(row, field, after[field])
    row.save(update_fields=list(changed))
    record(by=by, verb="organization.updated", obj=row, changes=changed, at=now)
    if "time_zone" in changed:
        judge_anew(row, now=now)
        look_at_the_week(row, now=now)
    return row


def _check_identity(before, after):
    if not 0 < len(after["name"]) <= 120:
        refuse("name", _("The organization needs a name of at most 120 letters."))
    if after["time_zone"] not in available_timezones():
        refuse("time_zone", _("Name a zone such as America/New_York."))
    if not CURRENCY.fullmatch(after["currency"]):
        refuse("currency", _("Write three capital letters, for example USD."))
    if after["currency"] != before["currency"] and queries.has_money():
        raise DomainError(
            "currency_locked",
            _("The currency was not changed: cost rates or deals are written in %s.") % before["currency"],
        )
    if after["brand_color"] and after["brand_color"] != before["brand_color"]:
        _check_color(after["brand_color"])


def _check_color(color):
    if not colors.is_color(color):
        refuse("brand_color", _("Write the color as # and six digits, for example #1a4fae."))
    if not colors.passes(color, colors.WHITE):
        said = {
            "ratio": f"{colors.contrast(color, colors.WHITE):.1f}",
            "near": colors.nearest_passing(color, colors.WHITE),
        }
        refuse(
            "brand_color",
            _("On white this color has %(ratio)s:1; text needs 4.5:1. The nearest that passes is %(near)s.")
            % said,
        )


@transaction.atomic
def set_logo(*, organization, content, by, now):
    """Keep ``content`` (PNG bytes of ``accounts.logos``) as the logo, or None to have none. Returns the Organization."""
    if not permissions.can_change_identity(by):
        raise NotAllowed(_("Only an owner changes this."))
    row = Organization.objects.select_for_update().get(pk=organization.pk)
    if not content and row.logo is None:
        return row
    OrganizationLogo.objects.all().delete()
    row.logo = OrganizationLogo.objects.create(content=content).pk if content else None
    row.save(update_fields=["logo"])
    verb = "organization.logo_changed" if row.logo else "organization.logo_removed"
    record(by=by, verb=verb, obj=row, at=now)
    return row


@transaction.atomic
def update_working_time(*, organization, changes, by, now, seen=None):
    """Set working days and hours (of WORKING_TIME). Raises NotAllowed and InvalidInput."""
    said = {"verb": "settings.working_time", "check": _check_hours}
    return _update(organization, WORKING_TIME, changes, by, now, seen, **said)


@transaction.atomic
def update_thresholds(*, organization, changes, by, now, seen=None):
    """Set where a verdict turns amber and red (of THRESHOLDS; domain, section 5)."""
    said = {"verb": "settings.thresholds", "check": _check_thresholds}
    return _update(organization, THRESHOLDS, changes, by, now, seen, **said)


@transaction.atomic
def update_updates(*, organization, changes, by, now, seen=None):
    """Set when, how and from whom the weekly updates leave (of UPDATES).

    The run of a week that has not left follows the new moment.
    """
    row = _update(organization, UPDATES, changes, by, now, seen, verb="settings.updates", check=_check_updates)
    look_at_the_week(organization, now=now)
    return row


@transaction.atomic
def dismiss_set_up(*, organization, by, now, dismissed=True):
    """Take the list of first steps off home, or bring it back."""
    if not permissions.can_change_settings(by):
        raise NotAllowed(_("Only an owner or a service manager does this."))
    row = OrganizationSettings.objects.select_for_update().get(organization=organization)
    if dismissed != bool(row.set_up_dismissed_at):
        row.set_up_dismissed_at = now if dismissed else None
        row.save(update_fields=["set_up_dismissed_at"])
        verb = "settings.set_up_dismissed" if dismissed else "settings.set_up_shown"
        record(by=by, verb=verb, obj=row, label=organization.name, at=now)
    return row


def _update(organization, fields, changes, by, now, seen, *, verb, check):
    require_settings(by)
    row = OrganizationSettings.objects.select_for_update().get(organization=organization)
    changes = settle(row, seen, {field: value for field, value in changes.items() if field in fields})
    before = _plain(row, fields)
    for field in fields:
        if field in changes:
            setattr(row, field, changes[field])
    check(row)
    changed = differences(before, _plain(row, fields))
    if changed:
        row.save(update_fields=list(changed))
        record(by=by, verb=verb, obj=row, label=organization.name, changes=changed, at=now)
        if fields is not UPDATES:
            judge_anew(organization, now=now)
    return row


def _plain(row, fields):
    """JSON-ready values: numbers without needless zeros, times as text."""
    return {field: _said(getattr(row, field)) for field in fields}


def _said(value):
    if value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, list):
        return [_said(part) for part in value]
    return f"{value.normalize():f}" if hasattr(value, "normalize") else f"{value:%H:%M}"


def _check_hours(row):
    row.working_days = sorted(set(row.working_days))
    if not row.working_days:
        refuse("working_days", _("Choose at least one working day."))
    if row.day_ends <= row.day_starts:
        refuse("day_ends", _("The day ends after it starts."))
    if not 0 < row.daily_hours <= 24:
        refuse("daily_hours", _("A working day has more than 0 and at most 24 hours."))


def _check_thresholds(row):
    for field in ("budget_amber_percent", "time_amber_percent"):
        if not 0 <= getattr(row, field) <= 100:
            refuse(field, _("Write a percentage from 0 to 100."))
    if not 0 <= row.budget_amber_hours <= 1000:
        refuse("budget_amber_hours", _("Write hours from 0 to 1,000."))
    if not 1 <= row.time_amber_days <= 60:
        refuse("time_amber_days", _("Write working days from 1 to 60."))


def _check_updates(row):
    if row.update_mode not in UPDATE_MODES:
        refuse("update_mode", _("There is no such way of sending."))
    if (row.draft_weekday, row.draft_time) == (row.send_weekday, row.send_time):
        refuse("draft_weekday", _("The draft has to appear before the mail leaves."))
    row.sender_name, row.reply_to = row.sender_name.strip(), row.reply_to.strip().lower()


def require_settings(by):
    """Raise NotAllowed unless ``by`` may change settings (None is the system)."""
    if by is not None and not permissions.can_change_settings(by):
        raise NotAllowed(_("Only an owner or a service manager changes settings."))


def judge_anew(organization, *, now):
    """Have every open project judged by the new rules; ``judged_from`` lets a page say how far that is.

    The due list remembers it, the bell makes it quick.
    """
    OrganizationSettings.objects.filter(organization=organization).update(judged_from=now)
    work_is_due_at(organization.pk, "daily", now)
    enqueue("projects.judge_anew", organization_id=str(organization.pk))


def look_at_the_week(organization, *, now):
    """Have the weekly run read its moments again."""
    work_is_due_at(organization.pk, "weekly_update", now)
