"""The lists of work: tasks, hours, materials, requests of support, leave."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core import clock
from core.exports import Column
from core.paging import search_of
from dashboard.lists.kind import ListKind, field_of, person, shown
from projects.models import Task, TimeEntry
from projects.queries.listing import of_project
from projects.queries.procurement import ProcurementFilters, procurement
from scheduling.models import CalendarEntry, SupportRequest


def _of_project(rows, query):
    """The rows of the project whose number the filter ``project`` names; of all of them without it."""
    number = search_of(query, "project")
    return of_project(rows, number) if number else rows


def _of_member(rows, query):
    """The rows of the member whose id the filter ``member`` names; none for what is no id."""
    if not query.get("member"):
        return rows
    try:
        return rows.filter(member=UUID(query["member"]))
    except ValueError:
        return rows.none()


def _tasks(organization, query):
    rows = _of_project(Task.objects.select_related("project__customer", "assignee__user"), query)
    return rows.order_by("-project__sequence", "position", "id")


def _time(organization, query):
    rows = TimeEntry.objects.select_related("project__customer", "task", "member__user")
    return _of_member(_of_project(rows, query), query).order_by("-on", "-id")


def _materials(organization, query):
    rows = procurement(ProcurementFilters.read(query), clock.today(organization.zone))
    return rows.order_by("due", "id")


def _requests(organization, query):
    rows = SupportRequest.objects.select_related("request_type", "customer", "assignee__user")
    if query.get("state") == "open":
        rows = rows.filter(closed_at=None)
    return rows.order_by("-opened_at", "-id")


def _leave(organization, query):
    rows = CalendarEntry.objects.filter(ends_on__gte=clock.today(organization.zone))
    return rows.select_related("member__user").order_by("starts_on", "id")


def _customer(row):
    return row.customer.name if row.customer else row.customer_name


WORK = (
    ListKind(
        "tasks",
        _("Tasks"),
        "projects:list",
        "projects",
        _tasks,
        (
            Column(_("Project"), field_of("project.number")),
            Column(_("Customer"), field_of("project.customer.name")),
            Column(_("Phase"), field_of("phase")),
            Column(_("Task"), field_of("title")),
            Column(_("Level"), field_of("skill_level")),
            Column(_("Assignee"), person("assignee")),
            Column(_("Start"), field_of("planned_start")),
            Column(_("End"), field_of("planned_end")),
            Column(_("Estimate"), field_of("estimate")),
            Column(_("Used"), field_of("actual")),
            Column(_("Remaining"), field_of("remaining")),
            Column(_("Interrupts"), field_of("disruptive")),
            Column(_("Customer sees it"), field_of("visible_to_customer")),
            Column(_("Delivers"), field_of("delivers")),
            Column(_("Done"), field_of("done_at")),
        ),
        saves_views=False,
    ),
    ListKind(
        "time",
        _("Hours"),
        "projects:my_time",
        "projects",
        _time,
        (
            Column(_("Day"), field_of("on")),
            Column(_("Who"), person("member")),
            Column(_("Project"), field_of("project.number")),
            Column(_("Customer"), field_of("project.customer.name")),
            Column(_("Task"), field_of("task.title")),
            Column(_("Hours"), field_of("hours")),
            Column(_("Billable"), field_of("billable")),
            Column(_("Note"), field_of("note")),
            Column(_("External id"), field_of("external_id")),
        ),
        saves_views=False,
    ),
    ListKind(
        "materials",
        _("Materials"),
        "projects:procurement",
        "projects",
        _materials,
        (
            Column(_("Item"), field_of("description")),
            Column(_("SKU"), field_of("sku")),
            Column(_("Project"), field_of("project.number")),
            Column(_("Customer"), field_of("project.customer.name")),
            Column(_("Vendor"), field_of("vendor")),
            Column(_("Order number"), field_of("order_number")),
            Column(_("Quantity"), field_of("quantity")),
            Column(_("State"), shown("state")),
            Column(_("Arrives"), field_of("eta")),
            Column(_("Needed by"), field_of("needed_by")),
            Column(_("Needed to start"), field_of("is_critical")),
        ),
    ),
    ListKind(
        "support-requests",
        _("Requests of support"),
        "scheduling:right_now",
        "scheduling",
        _requests,
        (
            Column(_("Number"), field_of("external_id")),
            Column(_("Title"), field_of("title")),
            Column(_("Type"), field_of("request_type.name")),
            Column(_("Level"), field_of("level")),
            Column(_("Priority"), shown("priority")),
            Column(_("Customer"), _customer),
            Column(_("Assignee"), person("assignee")),
            Column(_("Opened"), field_of("opened_at")),
            Column(_("Closed"), field_of("closed_at")),
            Column(_("Hours"), field_of("hours")),
        ),
        saves_views=False,
    ),
    ListKind(
        "leave",
        _("Leave and other work"),
        "scheduling:leave",
        "scheduling",
        _leave,
        (
            Column(_("Who"), person("member")),
            Column(_("What"), shown("kind")),
            Column(_("First day"), field_of("starts_on")),
            Column(_("Last day"), field_of("ends_on")),
            Column(_("Hours a day"), field_of("hours_a_day")),
            Column(_("Note"), field_of("note")),
        ),
        saves_views=False,
    ),
)
