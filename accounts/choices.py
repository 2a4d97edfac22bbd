"""Roles, skill levels and how an organization starts."""

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

    DEALS = "deals"
    PROJECTS = "projects"
    TIME = "time"
    SCHEDULING = "scheduling"
    CUSTOMERS = "customers"
    UPDATES = "updates"
    SUPPORT = "support"
    MEMBERS = "members"
    WEBHOOKS = "webhooks"
