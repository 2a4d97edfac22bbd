"""The scope in the story: a SoW that both sign three days after the deal was won, and change orders."""

import datetime as dt
from decimal import Decimal

from dashboard.demo.shapes import Wait, Waive
from projects import actions
from projects.models import Sow

ACCEPTED_BY = "What was delivered is shown to the customer and works for a week"
DUTIES = "Somebody is reachable for questions on every day of the work"
HOURS = (9, 10, 11, 13, 15)  # in this order on one day, too: a Saturday and its Sunday are both played on Monday
FAR = ("draft", "proposed", "approved", "asked", "effective")


def acts_of(play):
    """The version and what follows it; nothing of it where the duty waits, is waived, or has not begun."""
    job, stage = play.job, play.stage
    told = job.duties.get("sow_bom", True)
    if isinstance(told, (Wait, Waive)):
        yield stage.at(told.day, 14), lambda now: play.wait_or_waive("sow_bom", told, now)
    if isinstance(told, Wait):
        yield stage.at(told.day - 1, 16), lambda now: _draft(play, now)
    if told is True:
        yield stage.at(job.won + 3, 10), lambda now: _draft(play, now)
        yield stage.at(job.won + 3, 13), lambda now: _sign(play, "lead_tech", now)
        yield stage.at(job.won + 3, 15), lambda now: _sign(play, "project_manager", now)
    for extra in job.extras:
        yield from _extra(play, extra)


def _draft(play, now):
    project = play.project()
    sow = actions.start_sow(project=project, by=project.lead_tech, now=now)
    points = "\n".join(point.title for point in play.job.points)
    words = {"acceptance_criteria": points or ACCEPTED_BY, "customer_duties": DUTIES}
    actions.update_sow(sow=sow, by=project.lead_tech, now=now, **words, who_decides=project.customer.name)


def _sign(play, step, now):
    project = play.project()
    sow = Sow.objects.get(project=project)
    sow.project = project
    if sow.state == "draft":
        actions.submit_sow(sow=sow, by=project.lead_tech, now=now - dt.timedelta(minutes=20))
    by = project.lead_tech if step == "lead_tech" else project.project_manager
    actions.approve_sow(sow=sow, by=by, now=now, step=step)


def _extra(play, extra):
    made = {}
    for number, turn in enumerate(FAR[: FAR.index(extra.until) + 1]):
        yield (
            play.stage.at(extra.day + (number > 2), HOURS[number]),
            lambda now, turn=turn: TURNS[turn](play, extra, made, now),
        )


def _write(play, extra, made, now):
    project = play.project()
    made["pk"] = actions.add_change_order(
        project=project,
        title=extra.title,
        reason=extra.reason,
        added=extra.added,
        effort=[{"phase": extra.title[:120], "level": extra.level, "hours": str(extra.hours)}]
        if extra.hours
        else [],
        price=Decimal(extra.price),
        cost=Decimal(extra.cost),
        committed_end=project.committed_end + dt.timedelta(days=extra.days) if extra.days else None,
        by=project.lead_tech,
        now=now,
    ).pk


def _order(play, made):
    project = play.project()
    order = project.change_orders.get(pk=made["pk"])
    order.project = project
    return order


def _propose(play, extra, made, now):
    order = _order(play, made)
    actions.propose_change_order(order=order, by=order.project.lead_tech, now=now)


def _approve(play, extra, made, now):
    order = _order(play, made)
    actions.approve_change_order(order=order, by=order.project.project_manager, now=now)


def signer(project):
    """Who signs for the customer, else the first we write to."""
    people = project.customer.contacts.exclude(email="").order_by("created_at")
    return people.filter(role="signer").first() or people.first()


def _ask(play, extra, made, now):
    order = _order(play, made)
    actions.ask_customer(order=order, contacts=[signer(order.project)], by=order.project.project_manager, now=now)


def _take_effect(play, extra, made, now):
    order = _order(play, made)
    actions.record_customer_approval(
        order=order,
        name=signer(order.project).name,
        method="email",
        reference=f"Mail of {now:%B} {now.day}, signed offer attached",
        by=order.project.project_manager,
        now=now,
    )


TURNS = {"draft": _write, "proposed": _propose, "approved": _approve, "asked": _ask, "effective": _take_effect}
