"""Out-of-scope work in every stage. Needs a scope."""

from decimal import Decimal

from projects import actions

ESTIMATE = {"hours": Decimal(3), "skill_level": "L2", "price": Decimal(450), "spend_limit": Decimal(540)}
PHONE = {"name": "Ann Lee", "method": "phone"}
EMAIL = {"name": "Ann Lee", "method": "email", "reference": "Mail of November 3"}


def captured(project, *, now, title="New cabling to the front desk", **fields):
    """Written down by the lead tech."""
    return actions.capture_extra(project=project, title=title, by=project.lead_tech, now=now, **fields)


def estimated(project, *, now, **fields):
    """Three hours, 450 and at most 540, with approval first."""
    item = captured(project, now=now)
    return actions.estimate_extra(item=item, by=project.lead_tech, now=now, **(ESTIMATE | fields))


def asked(project, contact, *, now, **fields):
    """The contact has the link."""
    item = estimated(project, now=now, **fields)
    return actions.notify_of_extra(item=item, contact=contact, by=project.project_manager, now=now)


def approved(project, *, now, **fields):
    """Approved by mail, as the project manager saw."""
    item = estimated(project, now=now, **fields)
    return actions.record_extra_approval(item=item, by=project.project_manager, now=now, **EMAIL)


def under_way(project, *, now, **fields):
    """Begun with approval."""
    item = approved(project, now=now, **fields)
    return actions.start_extra(item=item, by=project.lead_tech, now=now)


def emergency(project, *, now):
    """Begun without asking; nobody was told yet."""
    item = captured(project, now=now, title="Firewall failed")
    return actions.start_extra(
        item=item, by=project.lead_tech, now=now, emergency_reason="The practice is offline"
    )


def done(project, *, now, **fields):
    """Begun with approval, and done."""
    item = under_way(project, now=now, **fields)
    return actions.complete_extra(item=item, by=project.lead_tech, now=now)
