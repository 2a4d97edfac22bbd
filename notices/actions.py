"""Telling members of an event in the way each has chosen, reading, and the digest of the morning."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent, NotificationWay
from accounts.models import Membership, StaffProfile
from accounts.queries import (
    is_absent,
    is_quiet,
    notification_choice,
    notification_choices,
    working_calendar,
    zone_of,
)
from core.due import forget_work, work_is_due_at
from core.identifiers import uuid7
from core.tenancy import current_organization_id
from notices import mails
from notices.models import Notice
from notices.queries import waiting_for_digest
from notices.rules import digest_moment, end_of_quiet

DIGEST_KIND = "digest"
# What concerns nobody but the person: no deputy hears it.
PERSONAL = {NotificationEvent.RELEASED, NotificationEvent.ASSIGNED, NotificationEvent.WORK_DONE}


@dataclass(frozen=True, slots=True)
class Told:
    """One person and what they are told. ``key`` names the thing; the same key is told once."""

    member: Any
    text: str
    url: str
    key: str = ""


@transaction.atomic
def notify(*, members, event, text, url, by, now, key="", mailed=False):
    """Tell ``members`` (Memberships, None among them is nobody) of ``event``; never ``by`` of their own act.

    ``text`` is one sentence, ``url`` a path of this site. ``mailed`` says that a mail of its own kind tells them
    already: then only the inbox does. Statements do not grow with the people, apart from the mails.
    """
    told = [Told(member, text, url, key) for member in members if member is not None]
    return notify_each(told=told, event=event, by=by, now=now, mailed=mailed)


@transaction.atomic
def notify_each(*, told, event, by, now, mailed=False):
    """Tell each person their own sentence (``Told``), and the deputy of who is away. Returns the notices that are new."""
    told = _once([one for one in told if _is_for(one.member, by)])
    if not told:
        return []
    profiles = _profiles_of(told)
    for_others = [] if event in PERSONAL else _for_deputies(told, profiles, by, now)
    if for_others:
        told = _once([*told, *for_others])
        profiles |= _profiles_of(for_others)
    ways = notification_choices([one.member for one in told], event)
    rows = [
        _notice(one, event, ways[one.member.pk], by, now, mailed)
        for one in told
        if ways[one.member.pk] != NotificationWay.NONE
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    written = set(Notice.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    new = [row for row in rows if row.pk in written]
    for row in new:
        if ways[row.member_id] == NotificationWay.MAIL and not mailed:
            mails.notice(row, due_at=_loud_at(row.member, profiles.get(row.member_id), now))
    _plan_digests([row for row in new if row.in_digest], profiles, now)
    return new


@transaction.atomic
def mark_read(*, by, now, notices=None):
    """The member has read ``notices`` (None: all of theirs). Returns how many were unread."""
    rows = Notice.objects.filter(member=by, read_at=None)
    if notices is not None:
        rows = rows.filter(pk__in=[notice.pk for notice in notices])
    return rows.update(read_at=now, updated_at=now)


@transaction.atomic
def send_digests(*, now):
    """Mail what waits to everybody whose morning it is: one mail a person and day, none when nothing waits.

    Takes the organization in force off the due list first and puts it back for the next morning of those who wait.
    """
    forget_work(current_organization_id(), DIGEST_KIND)
    rows = waiting_for_digest().select_for_update(of=("self",))
    sent = 0
    for _member_id, group in groupby(rows, key=lambda row: row.member_id):
        sent += _digest_of(list(group), now)
    return sent


def _once(told):
    return list({(one.member.pk, one.key or one.text): one for one in told}.values())


def _profiles_of(told):
    rows = StaffProfile.objects.select_related("organization").filter(member__in=[one.member for one in told])
    return {row.member_id: row for row in rows}


def _for_deputies(told, profiles, by, now):
    """What the deputies of those who are away today hear in their place. One statement when somebody is away."""
    away = {
        member_id
        for member_id, profile in profiles.items()
        if profile.absent_from and is_absent(profile, now.astimezone(profile.organization.zone).date())
    }
    if not away:
        return []
    rows = Membership.objects.filter(deputized_by__in=away).select_related("user", "organization")
    deputies = {row.pk: row for row in rows}
    return [
        Told(deputies[one.member.deputy_id], _("For %(name)s: %(text)s") % said, one.url, one.key)
        for one in told
        if one.member.pk in away and _is_for(deputies.get(one.member.deputy_id), by)
        for said in [{"name": one.member.name, "text": one.text}]
    ]


def _is_for(member, by):
    """Nobody is told of their own act, nor once they have left."""
    return member is not None and member.is_active and member.pk != getattr(by, "pk", None)


def _loud_at(member, profile, now):
    """When a mail may reach the member: now, or at the end of their quiet hours."""
    zone = zone_of(member)
    if profile is None or not is_quiet(profile, now.astimezone(zone).time()):
        return now
    return end_of_quiet(now, zone, profile.quiet_until)


def _notice(one, event, way, by, now, mailed):
    return Notice(
        member=one.member,
        event=event,
        key=(one.key or str(uuid7()))[:80],
        text=one.text[:300],
        url=one.url[:300],
        by=getattr(by, "name", "")[:200],
        in_digest=way == NotificationWay.DIGEST and not mailed,
        created_at=now,
        updated_at=now,
    )


def _plan_digests(rows, profiles, now):
    calendar = working_calendar(rows[0].member.organization) if rows else None
    for row in rows:
        profile = profiles.get(row.member_id)
        until = profile.quiet_until if profile else None
        moment = digest_moment(now, zone_of(row.member), calendar, until)
        work_is_due_at(row.member.organization_id, DIGEST_KIND, moment)


def _digest_of(rows, now):
    """One person's digest if their morning has come since the oldest notice; else look again then."""
    member = rows[0].member
    profile = StaffProfile.objects.filter(member=member).first()
    zone, until = zone_of(member), profile.quiet_until if profile else None
    moment = digest_moment(rows[0].created_at, zone, working_calendar(member.organization), until)
    if moment > now:
        work_is_due_at(member.organization_id, DIGEST_KIND, moment)
        return 0
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(digested_at=now)
    wanted = notification_choice(member, NotificationEvent.DIGEST) == NotificationWay.MAIL
    unread = [row for row in rows if row.read_at is None]
    if not wanted or not unread or not Membership.objects.filter(pk=member.pk, is_active=True).exists():
        return 0
    return int(mails.digest(member, unread, now.astimezone(zone).date()) is not None)
