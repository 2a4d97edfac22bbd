"""Roles, skill levels, what a person may be told of and how, and how things look to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member does in the organization; one person often has several."""

    OWNER = "owner", _("Owner")
    SERVICE_MANAGER = "service_manager", _("Service manager")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    SALES = "sales", _("Sales")
    LEAD_TECH = "lead_tech", _("Lead tech")
    DISPATCHER = "dispatcher", _("Dispatcher")
    SUPPORT = "support", _("Support")
    TECHNICIAN = "technician", _("Technician")


class Level(models.TextChoices):
    """Skill level; a higher one may cover a lower one."""

    L1 = "L1", "L1"
    L2 = "L2", "L2"
    L3 = "L3", "L3"


class Theme(models.TextChoices):
    """Empty follows the system."""

    SYSTEM = "", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Scope(models.TextChoices):
    """Areas of the API; a key holds ``<area>:read`` and ``<area>:write`` or ``*``."""

    DEALS = "deals", _("Deals")
    PROJECTS = "projects", _("Projects")
    TIME = "time", _("Time")
    SCHEDULING = "scheduling", _("Scheduling")
    CUSTOMERS = "customers", _("Customers")
    UPDATES = "updates", _("Updates")
    SUPPORT = "support", _("Support")
    MEMBERS = "members", _("Members")
    WEBHOOKS = "webhooks", _("Webhooks")


class NotificationEvent(models.TextChoices):
    """What a member may be told of. One's own acts are never told."""

    DEAL_READY = "deal_ready", _("A deal is ready to be accepted")
    DEAL_RETURNED = "deal_returned", _("A deal came back with questions")
    DEAL_ACCEPTED = "deal_accepted", _("A deal became a project")
    RELEASED = "released", _("You are released from a deal")
    ASSIGNED = "assigned", _("A project or task is assigned to you")
    SCOPE = "scope", _("A scope or change order waits for you or was decided")
    HOURS_MISSING = "hours_missing", _("Your hours of a week are missing")
    DUTY_DUE = "duty_due", _("A responsibility is due")
    DUTY_LATE = "duty_late", _("A responsibility is late")
    UPDATE_DUE = "update_due", _("A weekly update waits for you")
    UPDATE_LATE = "update_late", _("A weekly update is late")
    MAIL_BOUNCED = "mail_bounced", _("A mail did not arrive")
    UNSUBSCRIBED = "unsubscribed", _("A contact stopped the weekly updates")
    DATE_CHANGED = "date_changed", _("The start or end of a project moved")
    WORK_DONE = "work_done", _("Your export or change of many rows is done")
    EVENT_QUARANTINED = "event_quarantined", _("What another system sent cannot be read")
    WEBHOOK_STOPPED = "webhook_stopped", _("An outgoing webhook was stopped")
    RESERVE_BROKEN = "reserve_broken", _("A booking took hours from support's reserve")
    DIGEST = "digest", _("What came up for your digest, each working morning")
    WEEKLY_UPDATES = "weekly_updates", _("The weekly updates of all projects; those of your own always come")


class NotificationWay(models.TextChoices):
    """How a member is told. Mail and digest appear in the app as well."""

    IN_APP = "in_app", _("In the app")
    MAIL = "mail", _("By mail at once")
    DIGEST = "digest", _("In the daily digest")
    NONE = "none", _("Not at all")


# What holds until the member chooses: mail for what waits on this person alone, the digest for what has a day.
USUAL_WAYS = {
    NotificationEvent.DEAL_READY: NotificationWay.DIGEST,
    NotificationEvent.DEAL_RETURNED: NotificationWay.MAIL,
    NotificationEvent.DEAL_ACCEPTED: NotificationWay.IN_APP,
    NotificationEvent.RELEASED: NotificationWay.MAIL,
    NotificationEvent.ASSIGNED: NotificationWay.DIGEST,
    NotificationEvent.HOURS_MISSING: NotificationWay.MAIL,
    NotificationEvent.SCOPE: NotificationWay.DIGEST,
    NotificationEvent.DUTY_DUE: NotificationWay.DIGEST,
    NotificationEvent.DUTY_LATE: NotificationWay.DIGEST,
    NotificationEvent.UPDATE_DUE: NotificationWay.DIGEST,
    NotificationEvent.UPDATE_LATE: NotificationWay.MAIL,
    NotificationEvent.MAIL_BOUNCED: NotificationWay.MAIL,
    NotificationEvent.UNSUBSCRIBED: NotificationWay.IN_APP,
    NotificationEvent.DATE_CHANGED: NotificationWay.IN_APP,
    NotificationEvent.WORK_DONE: NotificationWay.IN_APP,
    NotificationEvent.EVENT_QUARANTINED: NotificationWay.DIGEST,
    NotificationEvent.WEBHOOK_STOPPED: NotificationWay.MAIL,
    NotificationEvent.RESERVE_BROKEN: NotificationWay.MAIL,
    NotificationEvent.DIGEST: NotificationWay.MAIL,
    NotificationEvent.WEEKLY_UPDATES: NotificationWay.NONE,
}
# Who follows the weekly updates of every project until they choose (contract, section 6).
USUAL_FOLLOWERS = frozenset({Role.OWNER})
# What is a mail itself: it comes or it does not, and it is nothing to read in the app.
MAILS = (NotificationEvent.DIGEST, NotificationEvent.WEEKLY_UPDATES)
MAIL_WAYS = (NotificationWay.MAIL, NotificationWay.NONE)


def ways_of(event):
    """The ways that an event can be told, in the order of the page."""
    return MAIL_WAYS if event in MAILS else tuple(NotificationWay)


def usual_way(event, roles):
    """How a member with ``roles`` is told of ``event`` until they choose."""
    if event == NotificationEvent.WEEKLY_UPDATES and USUAL_FOLLOWERS & set(roles):
        return NotificationWay.MAIL
    if event == NotificationEvent.RESERVE_BROKEN and Role.OWNER in roles:
        return NotificationWay.DIGEST
    return USUAL_WAYS[NotificationEvent(event)]


class DateStyle(models.TextChoices):
    """How a person reads dates; empty is the way of the language."""

    LANGUAGE = "", _("Fri, Nov 20")
    DAY_FIRST = "day", _("Fri, 20 Nov")
    ISO = "iso", _("2026-11-20")


class ClockStyle(models.TextChoices):
    """How a person reads times; empty is the way of the language."""

    LANGUAGE = "", _("4:20 PM")
    HOURS_24 = "24", _("16:20")


class NumberStyle(models.TextChoices):
    """How a person reads numbers; empty is the way of the language."""

    LANGUAGE = "", _("1,204.5")
    POINT_COMMA = "comma", _("1.204,5")
    SPACE_COMMA = "space", _("1 204,5")
