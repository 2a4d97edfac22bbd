"""Each list: its rows for the filters that stand in its address, and its columns for a spreadsheet."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from audit.queries import line, search_events
from core.exports import Column
from core.paging import search_of
from customers.queries import contacts, customer_list
from deals.choices import DealState
from deals.queries import deal_list
from mailing.choices import MailState
from mailing.queries import deliveries
from projects.models import Project
from projects.queries.pages import Filters, project_rows
from updates.models import WeeklyUpdate


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list. ``view`` is the URL name of its page, ``area`` the scope of a key that reads it.

    ``rows(organization, query)`` reads a QueryDict as the page does; unknown values are as on the page.
    """

    key: str
    label: Any
    view: str
    area: str
    rows: Callable
    columns: tuple[Column, ...]
    saves_views: bool = True


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
    return Membership.objects.select_related("user").order_by("user__name", "id")


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


def _person(name):
    return lambda row: getattr(getattr(row, name), "name", "")


def _field(name):
    def value(row):
        for step in name.split("."):
            row = getattr(row, step, None)
        return row

    return value


def _shown(name):
    return lambda row: getattr(row, f"get_{name}_display")()


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
                Column(_("Number"), _field("number")),
                Column(_("Project"), _field("title")),
                Column(_("Customer"), _field("customer.name")),
                Column(_("Status"), _shown("status")),
                Column(_("Time"), _shown("time_color")),
                Column(_("Days late"), _field("slip_days")),
                Column(_("Budget"), _shown("budget_color")),
                Column(_("Hours sold"), _field("bac")),
                Column(_("Hours used"), _field("ac")),
                Column(_("Hours forecast"), _field("eac")),
                Column(_("Agreed start"), _field("committed_start")),
                Column(_("Agreed end"), _field("committed_end")),
                Column(_("Expected end"), _field("forecast_end")),
                Column(_("Delivered"), _field("delivered_on")),
                Column(_("Project manager"), _person("project_manager")),
                Column(_("Lead tech"), _person("lead_tech")),
                Column(_("Salesperson"), _person("salesperson")),
            ),
        ),
        ListKind(
            "deals",
            _("Deals"),
            "deals:list",
            "deals",
            _deals,
            (
                Column(_("Deal"), _field("title")),
                Column(_("Number"), _field("number")),
                Column(_("State"), _shown("state")),
                Column(_("Customer"), _field("customer_name")),
                Column(_("Salesperson"), _field("salesperson_email")),
                Column(_("Looked after by"), _person("project_manager")),
                Column(_("Price"), _field("value")),
                Column(_("Currency"), _field("currency")),
                Column(_("PO number"), _field("po_number")),
                Column(_("Won"), _field("won_on")),
                Column(_("Promised start"), _field("target_start")),
                Column(_("Promised end"), _field("target_end")),
                Column(_("Received"), _field("received_at")),
            ),
        ),
        ListKind(
            "customers",
            _("Customers"),
            "customers:list",
            "customers",
            _customers,
            (
                Column(_("Customer"), _field("name")),
                Column(_("Mail domain"), _field("mail_domain")),
                Column(_("Time zone"), _field("time_zone")),
                Column(_("Contacts"), _field("contact_count")),
                Column(_("Projects"), _field("project_count")),
                Column(_("Archived"), _field("is_archived")),
            ),
        ),
        ListKind(
            "contacts",
            _("Contacts"),
            "customers:list",
            "customers",
            _contacts,
            (
                Column(_("Customer"), _field("customer.name")),
                Column(_("Name"), _field("name")),
                Column(_("Email"), _field("email")),
                Column(_("Phone"), _field("phone")),
                Column(_("Role"), _shown("role")),
                Column(_("Weekly updates"), _field("receives_updates")),
                Column(_("Active"), _field("is_active")),
            ),
        ),
        ListKind(
            "members",
            _("Members"),
            "dashboard:home",
            "members",
            _members,
            (
                Column(_("Name"), _field("name")),
                Column(_("Email"), _field("email")),
                Column(_("Roles"), lambda row: ", ".join(row.roles)),
                Column(_("Active"), _field("is_active")),
            ),
        ),
        ListKind(
            "deliveries",
            _("Deliveries"),
            "mailing:deliveries",
            "updates",
            _deliveries,
            (
                Column(_("Created"), _field("created_at")),
                Column(_("Recipient"), _field("to_email")),
                Column(_("Subject"), _field("subject")),
                Column(_("Kind"), _field("kind")),
                Column(_("State"), _shown("state")),
            ),
        ),
        ListKind(
            "activity",
            _("Activity"),
            "audit:activity",
            "projects",
            _activity,
            (
                Column(_("When"), _field("at")),
                Column(_("Who"), _field("actor_name")),
                Column(_("Through"), _shown("actor_kind")),
                Column(_("API key"), _field("actor_key")),
                Column(_("Act"), _field("verb")),
                Column(_("Kind"), _field("object_type")),
                Column(_("Object"), _field("object_label")),
                Column(_("Project"), _field("project_number")),
                Column(_("Changes"), _changes),
                Column(_("Request"), _field("request_id")),
            ),
        ),
        ListKind(
            "updates",
            _("Updates"),
            "updates:queue",
            "updates",
            _updates,
            (
                Column(_("Week of"), _field("week_start")),
                Column(_("Project"), _field("project.number")),
                Column(_("Title"), _field("project.title")),
                Column(_("Customer"), _field("project.customer.name")),
                Column(_("Version"), _field("version")),
                Column(_("State"), _shown("state")),
                Column(_("Time"), _field("time_color")),
                Column(_("Budget"), _field("budget_color")),
                Column(_("Approved by"), _person("approved_by")),
                Column(_("Sent"), _field("sent_at")),
                Column(_("Late"), _field("is_late")),
            ),
            saves_views=False,  # its only filter is the week
        ),
    )
}
