"""Home: what needs me today, and the twelve responsibilities of my projects."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.choices import Role
from accounts.queries import people
from core import clock
from core.formats import format_clock, format_long_day, format_relative
from core.htmx import template_for
from core.paging import page_of, search_of
from dashboard.context import counted
from dashboard.queries.doer import own_week
from dashboard.queries.facts import facts_for
from dashboard.queries.first_steps import first_steps
from dashboard.queries.stacks import Desk
from dashboard.queries.updates import updates_of
from deals.permissions import can_edit_deals
from projects.models import Project
from projects.queries.board import matrix
from projects.queries.pages import board_rows, project_page
from projects.queries.rows import shown

OWN = (Role.PROJECT_MANAGER, Role.LEAD_TECH, Role.SALES, Role.TECHNICIAN)
ORDERINGS = {
    "stake": ("-stake", "-sequence", "id"),
    "customer": ("sorted_customer", "id"),
    "title": ("sorted_title", "id"),
    "newest": ("-sequence", "id"),
}


@require_GET
def home(request, slug):
    """The stacks and the matrix; whose, which and how sorted stand in the address."""
    organization, member, now = request.organization, request.member, clock.now()
    desk = Desk(organization, member, now)
    everyone = people(organization, desk.today)
    facts = facts_for(organization, member, everyone, now)
    updates = desk.take([fact for fact in facts if fact.kind != "hours"])
    asked = _asked(request)
    page = page_of(request, _board(organization, member, everyone, asked, desk.today), ORDERINGS[asked["sort"]])
    rows, heads, counts = matrix(shown(organization, page), slug, desk.today)
    stacks = desk.stacks
    is_fresh = not rows and not Project.objects.exists()
    steps = first_steps(organization, member) if is_fresh else []
    doer = _doer(request, facts, stacks, desk.today) if set(member.roles) == {Role.TECHNICIAN} else {}
    context = doer | {
        "nav_key": "home",
        "nav": counted(request, home=_things(stacks), updates=updates.to_review if updates else 0),
        "over": _("%(day)s · week %(week)s")
        % {"day": format_long_day(desk.today), "week": desk.today.isocalendar().week},
        "title": _title_for_doer(stacks) if doer else _title(stacks),
        "summary": _summary(updates, organization.zone, now),
        "updates": updates,
        "left": [stacks["now"], stacks["silence"], stacks["tasks"]],
        "right": [stacks["tonight"], stacks["waiting"]],
        "page": page,
        "rows": rows,
        "heads": heads,
        "counts": counts,
        "asked": asked,
        "nudge_factor": member.has_role(Role.OWNER) and not getattr(member, "has_factor", True),
        "is_new": is_fresh and not any(stack.count for stack in stacks.values()),
        "first_steps": steps,
        "done_steps": sum(step.is_done for step in steps),
        "can_enter_deals": can_edit_deals(member),
        "steps": _steps(),
    }
    return render(request, "dashboard/home.html", context)


@require_GET
def project_updates(request, slug, number):
    """The weekly updates of one project: a panel of its page, alone without script."""
    project = project_page(request.organization, number)
    if project is None:
        raise Http404
    context = {"nav_key": "projects", "project": project, "updates": updates_of(project, clock.now())}
    name = template_for(request, "dashboard/project_updates.html", "dashboard/_project_updates.html")
    return render(request, name, context)


def _doer(request, facts, stacks, today):
    """What the home of a technician shows instead of empty stacks: the own tasks and hours."""
    task = next((row.url for row in stacks["tasks"].rows), "")
    log_url = f"{task.partition('#')[0]}#time" if task else ""
    return {
        "stacks": stacks,
        "week": own_week(facts, request.organization.slug, today),
        "log_url": log_url,
        "is_doer": True,
    }


def _asked(request):
    """``{whose, late, customer, sort}`` from the address; managers and doers begin with their own."""
    own = request.member.has_role(*OWN)
    whose = request.GET.get("whose", "mine" if own else "all")
    sort = request.GET.get("sort", "stake")
    return {
        "whose": "all" if whose == "all" else "mine",
        "late": request.GET.get("late") == "1",
        "customer": search_of(request.GET, "customer"),
        "sort": sort if sort in ORDERINGS else "stake",
    }


def _steps():
    return [
        _("The project manager accepts the deal, and the salesperson is released."),
        _("The project stands here with its twelve responsibilities, each with its day and its owner."),
        _("Every week the customer is told where it stands. You approve, the update leaves by itself."),
    ]


def _board(organization, member, everyone, asked, today):
    return board_rows(
        organization,
        member=member if asked["whose"] == "mine" else None,
        people=everyone,
        customer=asked["customer"],
        late_on=today if asked["late"] else None,
    )


def _things(stacks):
    return stacks["now"].count + stacks["tonight"].count


def _title_for_doer(stacks):
    tasks = stacks["tasks"].count
    if not tasks or _things(stacks):
        return _title(stacks)
    return ngettext("%(count)s open task is yours", "%(count)s open tasks are yours", tasks) % {"count": tasks}


def _title(stacks):
    """The answer in one sentence."""
    things = _things(stacks)
    silent = stacks["silence"].count
    if not things and not silent:
        return _("Nothing needs you today")
    said = ngettext("%(count)s thing needs you today", "%(count)s things need you today", things) % {
        "count": things
    }
    if not silent:
        return said
    customers = ngettext("%(count)s customer is waiting", "%(count)s customers are waiting", silent) % {
        "count": silent
    }
    return _("%(things)s, %(customers)s") % {"things": said, "customers": customers} if things else customers


def _summary(updates, zone, now):
    """When the weekly updates leave and how many are ready."""
    if updates is None:
        return _("What waits longest stands first.")
    said = {"ready": updates.ready, "total": updates.total, "clock": format_clock(updates.send_at, zone)}
    said["when"] = format_relative(updates.send_at, now, zone)
    if updates.late and not updates.ready:
        return _("Weekly updates were due at %(clock)s, %(when)s. None of %(total)s is ready.") % said
    if updates.late:
        return _("Weekly updates left at %(clock)s, %(when)s. %(ready)s of %(total)s were ready.") % said
    return _("Weekly updates leave at %(clock)s, %(when)s. %(ready)s of %(total)s are ready.") % said
