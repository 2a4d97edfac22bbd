"""Each list: its rows for the filters that stand in its address, and its columns for a spreadsheet."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.queries.roster import roster
from audit.queries import line, search_events
from core import clock
from core.exports import Column
from core.paging import search_of
from customers.queries import contacts, customer_list
from dashboard.lists.kind import ListKind, field_of, person, shown
from dashboard.lists.work import WORK
from deals.choices import DealState
from deals.queries import deal_list
from mailing.choices import MailState
from mailing.queries import deliveries
from projects.models import Project
from projects.queries.pages import Filters, project_rows
from updates.models import WeeklyUpdate


def _projects(organization, query):
    wanted = project_rows(organization, Filters.read(query)).order_by().values("pk")
    people = ("organization", "customer", "project_manager__user", "lead_tech__user", "salesperson__user")
    return Project.objects.filter(pk__in=wanted).select_related(*people).order_by("-sequence")


def _deals(organization, query):
    state = query.get("state", "open")
    chosen = {"is_open": True} if state == "open" else {"state": state} if state in DealState.values else {}
    chosen["looked_after_by"] = search_of(query, "project_manager")
    return deal_list(organization, search=search_of(query), **chosen).order_by("-received_at", "-id")


def _customers(organization, query):
    rows = customer_list(organization, search=search_of(query), archived=query.get("archived") == "1")
    return rows.order_by("sorted_name", "id")


def _contacts(organization, query):
    rows = contacts(organization, search=search_of(query))
    return rows.filter(customer__is_archived=query.get("archived") == "1").order_by("customer__name", "name", "id")


def _members(organization, query):
    role = query.get("role", "")
    asked = {"search": search_of(query), "role": role if role in Role.values else ""}
    rows = roster(organization, clock.today(organization.zone), active=query.get("left") != "1", **asked)
    return rows.order_by("sorted_name", "id")


def _deliveries(organization, query):
    asked = {name: search_of(query, name) for name in ("state", "kind", "project", "recipient")}
    asked["state"] = asked["state"] if asked["state"] in MailState.values else ""
    return deliveries(organization, **asked).order_by("-created_at", "-id")


def _activity(organization, query):
    rows = search_events(
        organization,
        person=search_of(query, "person"),
        about=search_of(query, "about"),
        project_number=search_of(query, "project"),
        object_id=search_of(query, "object"),
        act=search_of(query, "act"),
        since=search_of(query, "since"),
        until=search_of(query, "until"),
    )
    return rows.select_related("organization")


def _updates(organization, query):
    rows = WeeklyUpdate.objects.select_related("project__customer", "approved_by__user").defer("snapshot")
    if query.get("week"):
        try:
            rows = rows.filter(week_start=dt.date.fromisoformat(query["week"]))
        except ValueError:
            return rows.none()
    return rows.order_by("-week_start", "project__sequence", "-version")


def _changes(event):
    return "; ".join(
        f"{change.field}: {change.before} → {change.after}"
        for change in line(event, event.organization.slug).changes
    )


KINDS = {
    kind.key: kind
    for kind in (
        ListKind(
            "projects",
            _("Projects"),
            "projects:list",
            "projects",
            _projects,
            (
                Column(_("Number"), field_of("number")),
                Column(_("Project"), field_of("title")),
                Column(_("Customer"), field_of("customer.name")),
                Column(_("Status"), shown("status")),
                Column(_("Time"), shown("time_color")),
                Column(_("Days late"), field_of("slip_days")),
                Column(_("Budget"), shown("budget_color")),
                Column(_("Hours sold"), field_of("bac")),
                Column(_("Hours used"), field_of("ac")),
                Column(_("Hours forecast"), field_of("eac")),
                Column(_("Agreed start"), field_of("committed_start")),
                Column(_("Agreed end"), field_of("committed_end")),
                Column(_("Expected end"), field_of("forecast_end")),
                Column(_("Delivered"), field_of("delivered_on")),
                Column(_("Project manager"), person("project_manager")),
                Column(_("Lead tech"), person("lead_tech")),
                Column(_("Salesperson"), person("salesperson")),
            ),
        ),
        ListKind(
            "deals",
            _("Deals"),
            "deals:list",
            "deals",
            _deals,
            (
                Column(_("Deal"), field_of("title")),
                Column(_("Number"), field_of("number")),
                Column(_("State"), shown("state")),
                Column(_("Customer"), field_of("customer_name")),
                Column(_("Salesperson"), field_of("salesperson_email")),
                Column(_("Looked after by"), person("project_manager")),
                Column(_("Price"), field_of("value")),
                Column(_("Currency"), field_of("currency")),
                Column(_("PO number"), field_of("po_number")),
                Column(_("Won"), field_of("won_on")),
                Column(_("Promised start"), field_of("target_start")),
                Column(_("Promised end"), field_of("target_end")),
                Column(_("Received"), field_of("received_at")),
            ),
        ),
        ListKind(
            "customers",
            _("Customers"),
            "customers:list",
            "customers",
            _customers,
            (
                Column(_("Customer"), field_of("name")),
                Column(_("Mail domain"), field_of("mail_domain")),
                Column(_("Time zone"), field_of("time_zone")),
                Column(_("Contacts"), field_of("contact_count")),
                Column(_("Projects"), field_of("project_count")),
                Column(_("Archived"), field_of("is_archived")),
            ),
        ),
        ListKind(
            "contacts",
            _("Contacts"),
            "customers:list",
            "customers",
            _contacts,
            (
                Column(_("Customer"), field_of("customer.name")),
                Column(_("Name"), field_of("name")),
                Column(_("Email"), field_of("email")),
                Column(_("Phone"), field_of("phone")),
                Column(_("Role"), shown("role")),
                Column(_("Weekly updates"), field_of("receives_updates")),
                Column(_("Active"), field_of("is_active")),
            ),
        ),
        ListKind(
            "members",
            _("Members"),
            "members:list",
            "members",
            _members,
            (
                Column(_("Name"), field_of("name")),
                Column(_("Email"), field_of("email")),
                Column(_("Roles"), lambda row: ", ".join(row.roles)),
                Column(_("Level"), field_of("level")),
                Column(_("Weekly hours"), field_of("weekly_hours")),
                Column(_("Away from"), field_of("absent_from")),
                Column(_("Away until"), field_of("absent_until")),
                Column(_("Deputy"), person("deputy")),
                Column(_("Second factor"), field_of("has_factor")),
                Column(_("Active"), field_of("is_active")),
            ),
        ),
        ListKind(
            "deliveries",
            _("Deliveries"),
            "mailing:deliveries",
            "updates",
            _deliveries,
            (
                Column(_("Created"), field_of("created_at")),
                Column(_("Recipient"), field_of("to_email")),
                Column(_("Subject"), field_of("subject")),
                Column(_("Kind"), field_of("kind")),
                Column(_("State"), shown("state")),
            ),
        ),
        ListKind(
            "activity",
            _("Activity"),
            "audit:activity",
            "projects",
            _activity,
            (
                Column(_("When"), field_of("at")),
                Column(_("Who"), field_of("actor_name")),
                Column(_("Through"), shown("actor_kind")),
                Column(_("API key"), field_of("actor_key")),
                Column(_("Act"), field_of("verb")),
                Column(_("Kind"), field_of("object_type")),
                Column(_("Object"), field_of("object_label")),
                Column(_("Project"), field_of("project_number")),
                Column(_("Changes"), _changes),
                Column(_("Request"), field_of("request_id")),
            ),
        ),
        ListKind(
            "updates",
            _("Updates"),
            "updates:queue",
            "updates",
            _updates,
            (
                Column(_("Week of"), field_of("week_start")),
                Column(_("Project"), field_of("project.number")),
                Column(_("Title"), field_of("project.title")),
                Column(_("Customer"), field_of("project.customer.name")),
                Column(_("Version"), field_of("version")),
                Column(_("State"), shown("state")),
                Column(_("Time"), field_of("time_color")),
                Column(_("Budget"), field_of("budget_color")),
                Column(_("Approved by"), person("approved_by")),
                Column(_("Sent"), field_of("sent_at")),
                Column(_("Late"), field_of("is_late")),
            ),
            saves_views=False,  # its only filter is the week
        ),
        *WORK,
    )
}
