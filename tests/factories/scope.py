"""A SoW that is whole, approved by both; a change order on its way. Needs a scope."""

import datetime as dt
from decimal import Decimal

from projects import actions

WORDS = {
    "objectives": "A new pair of servers",
    "deliverables": "Servers racked\nMailboxes moved",
    "exclusions": "Cabling",
    "acceptance_criteria": "A test restore succeeds",
}
EFFORT = [
    {"phase": "Plan", "level": "L3", "hours": "10"},
    {"phase": "Build", "level": "L2", "hours": "40"},
]


def draft_sow(project, *, now, **words):
    """A whole draft of 50 hours by the lead tech."""
    sow = actions.start_sow(project=project, by=project.lead_tech, now=now)
    return actions.update_sow(sow=sow, by=project.lead_tech, now=now, **({**WORDS, "effort": EFFORT} | words))


def approved_sow(project, *, now, **words):
    """Version 1 in force."""
    sow = actions.submit_sow(sow=draft_sow(project, now=now, **words), by=project.lead_tech, now=now)
    actions.approve_sow(sow=sow, by=project.lead_tech, now=now)
    return actions.approve_sow(sow=sow, by=project.project_manager, now=now)


def draft_change(project, *, now, **fields):
    """6 more hours of L2, a new deliverable, 1,450 and an end a week later."""
    values = {
        "title": "Second internet line",
        "reason": "The phones must go on ringing.",
        "added": "Second line tested",
        "effort": [{"phase": "Build", "level": "L2", "hours": "6"}],
        "price": Decimal(1450),
        "cost": Decimal(300),
        "committed_end": project.committed_end + dt.timedelta(days=7),
    }
    return actions.add_change_order(project=project, by=project.lead_tech, now=now, **(values | fields))


def approved_by_us(project, *, now, **fields):
    """A change order that waits for the customer."""
    order = draft_change(project, now=now, **fields)
    actions.propose_change_order(order=order, by=project.lead_tech, now=now)
    return actions.approve_change_order(order=order, by=project.project_manager, now=now)


def effective_change(project, *, now, **fields):
    """A change order in force, the customer's approval recorded by the project manager."""
    return actions.record_customer_approval(
        order=approved_by_us(project, now=now, **fields),
        name="Ann Lee",
        method="email",
        reference="Mail of November 3",
        by=project.project_manager,
        now=now,
    )
