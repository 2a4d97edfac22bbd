"""The first page of a project, and how its verdicts are computed."""

from decimal import Decimal

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.formats import format_day, round_half_up
from deals.choices import BillingModel
from projects.actions import status_address
from projects.choices import CommitmentState
from projects.models import Milestone, StatusLink
from projects.queries import health_of, pages
from projects.queries.commitments import commitments_of
from projects.queries.contacts import customer_people, gets_updates, seat_role
from projects.queries.materials import materials_of
from projects.views.frame import find, frame

LAST_ENTRIES = 6
COMMITMENTS_SHOWN = 8
STILL_TOLD = (CommitmentState.OPEN, CommitmentState.BROKEN)
ZERO = Decimal(0)


@require_GET
def detail(request, slug, number):
    """Overview: silence, promises and facts, hours and money, milestones, people, materials, time."""
    project = find(request, number)
    health = health_of(project)
    told = pages.telling_evidence(project)
    context = frame(request, project, "detail")
    people = customer_people(project)
    contacts = [contact for contact in people if contact.seat]
    for contact in contacts:
        contact.gets, contact.seat_role = gets_updates(contact), seat_role(contact)
    commitments = commitments_of(project, context["today"])
    if context["can_manage"]:
        _add_addresses(contacts)
    context |= {
        "health": health,
        "promises": _promises(project, health, told),
        "commitments": commitments,
        "commitments_shown": [line for line in commitments if line.state in STILL_TOLD][:COMMITMENTS_SHOWN],
        "waits": _waits(context["duties"], told),
        "billing": BillingModel(project.billing_model).label,
        "used_share": 100 * health.ac / health.bac if health.bac else None,
        "over_share": health.variance_percent and round_half_up(health.variance_percent, 1),
        "milestones": Milestone.objects.filter(project=project),
        "contacts": contacts,
        "others_count": len(people) - len(contacts),
        "is_unread": context["is_open"] and not any(contact.gets for contact in contacts),
        "people": _people(project),
        "materials": materials_of(project, context["today"]),
        "entries": pages.time_of(project, LAST_ENTRIES),
    }
    return render(request, "projects/detail.html", context)


@require_GET
def computation(request, slug, number):
    """How Time and Budget are computed, line by line with the formulas."""
    project = find(request, number)
    health = health_of(project)
    context = frame(request, project, "detail") | {
        "health": health,
        "time_lines": _lines(health.time_lines),
        "budget_lines": _lines(health.budget_lines),
    }
    return render(request, "projects/computation.html", context)


def _lines(lines):
    """Lines as the template prints them: a ratio as percent points."""
    return [
        {
            "label": line.label,
            "formula": line.formula,
            "unit": line.unit,
            "value": line.value * 100 if line.unit == "ratio" and line.value is not None else line.value,
        }
        for line in lines
    ]


def _promises(project, health, told):
    """What the customer was told beside what is so: the two dates."""
    by = next((fact for fact in told if fact.responsibility.key == "dates" and fact.effect == "fulfills"), None)
    who = by.by.name if by and by.by else _("weekly update")
    dates = (
        (_("Starts"), project.told_start, project.started_on or health.expected_start),
        (_("Ends"), project.told_end, project.delivered_on or health.expected_end),
    )
    return [_dated(word, said, real, project.told_at, who) for word, said, real in dates if said or real]


def _dated(word, said, real, told_at, who):
    late = said is not None and real is not None and real > said
    return {
        "told_on": told_at,
        "told_by": who,
        "word": word,
        "said": said,
        "real": real,
        "is_kept": said is not None and not late,
        "unknown": said is None,
    }


def _waits(duties, told):
    """Responsibilities that wait, with the words that say what for."""
    words = {fact.responsibility.key: fact for fact in reversed(told) if fact.effect == "waits"}
    return [{"duty": duty, "fact": words.get(duty.key)} for duty in duties if duty.state == "waiting"]


def _people(project):
    rows = [(_("Project manager"), project.project_manager), (_("Lead tech"), project.lead_tech)]
    if project.salesperson_id:
        day = project.released_at and format_day(project.released_at.astimezone(project.organization.zone).date())
        rows.append((_("Salesperson, released %s") % day if day else _("Salesperson"), project.salesperson))
    return [{"role": role, "person": person} for role, person in rows]


def _add_addresses(contacts):
    """The address behind each open link; it is derived from the link's id, nothing is read."""
    for contact in contacts:
        contact.address = status_address(StatusLink(pk=contact.link)) if contact.link else ""
