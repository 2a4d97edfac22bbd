"""Composing: what is so now, frozen as snapshots. Reads projects and accounts, writes nothing."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from accounts.models import StaffProfile
from customers.choices import ContactRole
from projects.queries.contacts import seats_of
from projects.queries.updates import ProjectWeek, project_weeks
from updates.prices import Hours, price_of, with_changes
from updates.queries.people import answerer, owners_for
from updates.queries.runs import last_sent_updates, settings_in_force
from updates.snapshot import (
    Budget,
    Material,
    Owed,
    Person,
    Point,
    Snapshot,
    Time,
    Work,
    changed_facts,
    from_json,
)


def compose(projects, *, week_start, calendar, now):
    """``{project id: Snapshot}`` of the projects at ``now``, in a fixed number of statements."""
    ids = [project.pk for project in projects]
    last = {pk: from_json(Snapshot, row.snapshot) for pk, row in last_sent_updates(ids, week_start).items()}
    since = {pk: last[pk].taken_at if pk in last else calendar.done_since(week_start) for pk in ids}
    today = now.astimezone(calendar.zone).date()
    weeks = project_weeks(projects, since=since, until=now, today=today)
    owners = owners_for(projects)
    contacts = {project.pk: answerer(project, owners) for project in projects}
    phones = _phones(projects, contacts.values())
    customers = _customers_people(projects)
    ratio = settings_in_force().budget_amber_percent / 100
    composed = {}
    for project in projects:
        week = weeks.get(project.pk) or ProjectWeek()
        composed[project.pk] = _snapshot(
            project,
            week,
            last.get(project.pk),
            contacts[project.pk],
            phones,
            customers[project.pk],
            week_start=week_start,
            since=since[project.pk],
            now=now,
            ratio=ratio,
        )
    return composed


def clean(text, limit=300):
    """People's text as one line: no line ends, control or direction characters (R31)."""
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in str(text))
    kept = "".join(char for char in kept if unicodedata.category(char) not in ("Cf", "Cs", "Co"))
    return re.sub(r"\s+", " ", kept).strip()[:limit]


def _phones(projects, contacts):
    people = {project.lead_tech_id for project in projects} | {contact.pk for contact in contacts}
    return dict(StaffProfile.objects.filter(member_id__in=people).values_list("member_id", "phone"))


def _customers_people(projects):
    """``{project id: [Person]}``: who to turn to at the customer's, the signer first. One statement."""
    found = defaultdict(list)
    for seat in sorted(seats_of(projects), key=lambda seat: ContactRole.values.index(seat.role)):
        row = seat.contact
        found[seat.project_id].append(Person(clean(row.name, 200), row.email, clean(row.phone, 40), seat.role))
    return found


def _snapshot(project, week, last, contact, phones, people, *, week_start, since, now, ratio):
    snapshot = Snapshot(
        taken_at=now,
        today=now.astimezone(project.organization.zone).date(),
        since=since,
        week_start=week_start,
        number=project.number,
        title=clean(project.title, 200),
        customer=clean(project.customer.name, 200),
        status=project.status,
        billing_model=project.billing_model,
        currency=project.currency,
        manager=_person(contact, phones),
        lead=_person(project.lead_tech, phones),
        time=_time(project, last),
        budget=_budget(project, last),
        price=_price(project, week, ratio),
        last_price_color=last.price.color if last else "",
        hours_logged=week.hours_logged,
        owed=tuple(_owed(duty) for duty in week.duties),
        done=tuple(_work(task) for task in week.done),
        next=tuple(_work(task) for task in week.next),
        milestones=tuple(_point(row) for row in week.milestones),
        materials=tuple(Material(clean(row.description), row.state, row.eta) for row in week.bom),
        contacts=tuple(people),
        health=project.health,
    )
    return replace(snapshot, changed=changed_facts(snapshot, last))


def _person(member, phones):
    return Person(clean(member.name, 200), member.email, clean(phones.get(member.pk, ""), 40))


def _time(project, last):
    block = project.health.get("time", {})
    return Time(
        color=project.time_color,
        reason=block.get("reason", ""),
        slip=project.slip_days,
        start=project.started_on or project.committed_start,
        started=project.started_on is not None,
        end=project.delivered_on or project.forecast_end,
        committed_end=project.committed_end,
        baseline_end=project.baseline_end,
        delivered_on=project.delivered_on,
        last_color=last.time.color if last else "",
    )


def _budget(project, last):
    block, cost = project.health.get("budget", {}), project.health.get("cost") or {}
    amounts = {name: Decimal(cost[name]) for name in ("bac", "ac", "eac") if name in cost}
    return Budget(
        color=project.budget_color,
        reason=block.get("reason", ""),
        decided_by=block.get("decided_by", "hours"),
        bac=project.bac,
        ac=project.ac,
        etc=project.etc,
        eac=project.eac,
        variance=project.variance_percent,
        cost_bac=amounts.get("bac"),
        cost_ac=amounts.get("ac"),
        cost_eac=amounts.get("eac"),
        cost_currency=cost.get("currency", ""),
        changes=project.change_hours,
        last_color=last.budget.color if last else "",
    )


def _price(project, week, ratio):
    sold = week.sold
    hours = Hours(project.ac, project.eac, sold.hours, sold.labor, sold.supplied)
    early = project.budget_color == "too_early"
    agreed, hours = with_changes(project.agreed_price, hours, project.change_price, project.change_hours)
    price = price_of(project.billing_model, agreed, hours, too_early=early, amber_ratio=ratio)
    return replace(price, changes=project.change_price)


def _owed(duty):
    return Owed(
        key=duty.key,
        name=duty.name,
        counterparty=duty.counterparty,
        state=duty.state,
        late=duty.late,
        since=duty.since,
        due=duty.due_on,
        what=clean(duty.what),
    )


def _work(task):
    return Work(
        title=clean(task.title, 200),
        who=clean(task.assignee.name, 200) if task.assignee else "",
        starts=task.planned_start,
        ends=task.planned_end,
        disruptive=task.disruptive,
        customer=task.visible_to_customer,
    )


def _point(milestone):
    return Point(clean(milestone.title, 200), milestone.baseline_on, milestone.forecast_on, milestone.reached_on)
