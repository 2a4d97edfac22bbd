"""What a person decides about themselves: how they read, their picture, how they are told of things."""

import hashlib
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.checks import refuse
from accounts.choices import (
    ClockStyle,
    DateStyle,
    NotificationEvent,
    NotificationWay,
    NumberStyle,
    Theme,
    ways_of,
)
from accounts.models import NotificationChoice, StaffProfile, UserPicture
from accounts.queries import choices_of, profile_of
from audit.actions import differences, record
from core.uploads import picture as picture_of

PICTURE_SIZE = (256, 256)
FIELDS = ("name", "theme", "time_zone", "language", "date_style", "clock_style", "number_style")
STYLES = {"date_style": DateStyle, "clock_style": ClockStyle, "number_style": NumberStyle}


@transaction.atomic
def update_profile(*, by, name, theme, time_zone="", language="", **styles):
    """The member's own name and ways of reading, in every organization they belong to. Raises InvalidInput.

    ``styles`` are ``date_style``, ``clock_style`` and ``number_style`` (accounts.choices); left out: as it was.
    """
    if not name.strip():
        refuse("name", _("Your name was not changed: it cannot be empty."))
    _require_ways(theme, time_zone, language, styles)
    user, before = by.user, {field: getattr(by.user, field) for field in FIELDS}
    user.name, user.theme, user.time_zone, user.language = name.strip(), theme, time_zone, language
    for field, style in styles.items():
        setattr(user, field, style)
    changes = differences(before, {field: getattr(user, field) for field in FIELDS})
    if changes:
        user.save(update_fields=FIELDS)
        record(by=by, verb="member.profile_changed", obj=by, changes=changes)
    return user


@transaction.atomic
def set_picture(*, by, upload):
    """The person's picture, made anew as a small PNG; ``upload`` None takes it away. Raises DomainError ``kind``.

    It stands in the database, not among the files: it belongs to a person, who may be in several organizations.
    """
    if upload is None:
        removed, _rows = UserPicture.objects.filter(user=by.user).delete()
        if removed:
            _set_version(by.user, "")
            record(by=by, verb="member.picture_removed", obj=by)
        return None
    content = picture_of(upload, PICTURE_SIZE)
    row, _made = UserPicture.objects.update_or_create(user=by.user, defaults={"content": content})
    _set_version(by.user, hashlib.sha256(content).hexdigest()[:16])
    record(by=by, verb="member.picture_changed", obj=by)
    return row


def _set_version(user, version):
    """Every page that knows the person knows by this whether there is a picture, and which."""
    user.picture_version = version
    user.save(update_fields=["picture_version"])


@transaction.atomic
def choose_notifications(*, by, chosen, quiet_from=None, quiet_until=None):
    """How the member is told of each event of ``chosen`` (``{event: way}``), and their quiet hours, local to them.

    Raises InvalidInput for an unknown event or way.
    """
    for event, way in chosen.items():
        if event not in NotificationEvent.values or way not in ways_of(event):
            refuse(event, _("That cannot be told in this way."))
    before = {event.value: way.value for event, way in choices_of(by).items()}
    changes = differences(before, {str(event): str(way) for event, way in chosen.items()})
    NotificationChoice.objects.bulk_create(
        [NotificationChoice(member=by, event=event, way=pair[1]) for event, pair in changes.items()],
        update_conflicts=True,
        unique_fields=["organization", "member", "event"],
        update_fields=["way"],
    )
    profile = StaffProfile.objects.filter(member=by).first() or StaffProfile(member=by)
    if (profile.quiet_from, profile.quiet_until) != (quiet_from, quiet_until):
        changes["quiet_hours"] = [_hours(profile.quiet_from, profile.quiet_until), _hours(quiet_from, quiet_until)]
        profile.quiet_from, profile.quiet_until = quiet_from, quiet_until
        profile.save()
    if changes:
        record(by=by, verb="member.notifications_chosen", obj=by, changes=changes)


@transaction.atomic
def follow_updates(*, by, wanted):
    """The member wants the weekly updates of every project, or no longer. Repeatable; quiet hours stay."""
    way = NotificationWay.MAIL if wanted else NotificationWay.NONE
    profile = profile_of(by)
    quiet = {"quiet_from": profile.quiet_from, "quiet_until": profile.quiet_until}
    choose_notifications(by=by, chosen={NotificationEvent.WEEKLY_UPDATES: way}, **quiet)


def _require_ways(theme, time_zone, language, styles):
    if theme not in Theme.values:
        refuse("theme", _("There is no such appearance."))
    if time_zone and time_zone not in available_timezones():
        refuse("time_zone", _("There is no time zone “%s”.") % time_zone)
    if language and language not in dict(settings.LANGUAGES):
        refuse("language", _("There is no such language yet."))
    for field, style in styles.items():
        if style not in STYLES[field].values:
            refuse(field, _("There is no such way of writing."))


def _hours(start, end):
    return f"{start:%H:%M}–{end:%H:%M}" if start and end else None
