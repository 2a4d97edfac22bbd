"""What the portal may read: allow-listed columns through the role ``portal``, never a model instance."""

from decimal import Decimal

from django.db.models import F, Subquery
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import OrganizationSettings, StaffProfile
from core.db.prepared import prepared_dicts
from core.formats import format_day
from deals.choices import BillingModel, LineKind
from deals.models import DealLine
from portal import page
from portal.columns import PORTAL_COLUMNS
from projects.choices import ResponsibilityState
from projects.models import NOT_TAKEN_AWAY, BomLine, Milestone, OutOfScopeItem, Project, Responsibility, StatusLink
from projects.queries.updates import BOM_SUPPLIED
from updates.choices import Audience, UpdateState
from updates.models import UpdateRender, WeeklyUpdate

PROJECT = tuple(PORTAL_COLUMNS["projects_project"])
ZERO = Decimal(0)


def link_by_digest(digest):
    """``{project_id, contact_id, expires_at, project__ended_at}`` of a link that opens the page, or None.

    A link ends when it is revoked, when its contact leaves, and when the contact's address becomes another one:
    whoever reads the old mailbox sees nothing from that moment on.
    """
    return next(iter(prepared_dicts(_link, digest=digest)), None)


def _link(digest):
    rows = StatusLink.objects.filter(NOT_TAKEN_AWAY, digest=digest, contact__is_active=True)
    rows = rows.filter(email=Lower("contact__email"))
    return rows.values("project_id", "contact_id", "expires_at", "project__ended_at")


def status_page(organization, project_id, today):
    """The page of one project as ``page.StatusPage``. Six statements (five for a fixed price)."""
    (project,) = prepared_dicts(_project, project_id=project_id)
    updates = _updates(project_id)
    extras = prepared_dicts(_extra_rows, project_id=project_id)
    verdict, price_word = page.price_verdict(project, *_prices(project))
    people = _people(project)
    latest = updates[0] if updates else None
    return page.StatusPage(
        organization=organization.name,
        customer=project["customer__name"],
        title=project["title"],
        as_of=project["health_at"],
        zone=organization.time_zone,
        headline=page.headline(project, today),
        lede=latest["words"] if latest else "",
        time=page.time_verdict(project),
        price=verdict,
        price_word=price_word,
        dates=page.date_rows(project, today),
        asks=(*page.extra_asks(extras, organization.zone, today), *page.asks(_owed(project_id), today))[:3],
        extras=page.extra_lines(extras),
        extras_sum=page.extras_sum(extras),
        milestones=page.milestone_lines(_milestones(project_id), today),
        updates=tuple(_past(row, organization, today) for row in updates),
        people=people,
        manager_email=people[0].email if people else "",
    )


def _project(project_id):
    amber = Subquery(OrganizationSettings.objects.order_by().values("budget_amber_percent")[:1])
    return Project.objects.filter(pk=project_id).values(*PROJECT, "customer__name", amber_percent=amber)


def sent_update(project_id, week_start):
    """``{update_id, subject, text}`` of the latest version the customer was sent for that week, or None."""
    rows = UpdateRender.objects.filter(
        update__project_id=project_id,
        update__week_start=week_start,
        update__state=UpdateState.SENT,
        audience=Audience.CUSTOMER,
    )
    return rows.order_by("-update__version").values("update_id", "subject", "text").first()


def _updates(project_id):
    latest = {}
    for row in prepared_dicts(_sent, project_id=project_id):
        latest.setdefault(row["week_start"], row)
    return list(latest.values())


def _sent(project_id):
    rows = WeeklyUpdate.objects.filter(project_id=project_id, state=UpdateState.SENT)
    return rows.order_by("-week_start", "-version").values("week_start", "version", "sent_at", "words")[:60]


def _past(row, organization, today):
    week = row["week_start"].isocalendar().week
    sent = row["sent_at"].astimezone(organization.zone).date()
    label = _("Week %(week)d, %(day)s") % {"week": week, "day": format_day(sent, today, weekday=False)}
    return page.PastUpdate(label, row["week_start"].isoformat())


def _prices(project):
    """``(sold hours, price of labor, price of what has arrived)``; zeros for a fixed price, which needs no sum."""
    if project["billing_model"] == BillingModel.FIXED_PRICE:
        return ZERO, ZERO, ZERO
    lines = DealLine.objects.filter(deal_id=project["deal_id"], kind=LineKind.LABOR)
    hours = labor = supplied = ZERO
    for line in lines.order_by().values("hours", "quantity", "unit_price"):
        hours += line["hours"] or ZERO
        labor += line["quantity"] * (line["unit_price"] or ZERO)
    arrived = BomLine.objects.filter(project_id=project["id"], state__in=BOM_SUPPLIED)
    for line in arrived.order_by().values("quantity", "unit_price"):
        supplied += line["quantity"] * (line["unit_price"] or ZERO)
    return hours, labor, supplied


def _milestones(project_id):
    return prepared_dicts(_milestone_rows, project_id=project_id)


def _milestone_rows(project_id):
    rows = Milestone.objects.filter(project_id=project_id).order_by("baseline_on", "id")
    return rows.values("id", "title", "baseline_on", "forecast_on", "reached_on")


def _extra_rows(project_id):
    """Out-of-scope work that the customer was told of, oldest first."""
    rows = OutOfScopeItem.objects.filter(project_id=project_id, told_at__isnull=False)
    return rows.order_by("sequence").values("sequence", "title", "state", "mode", "answer_by")


def _owed(project_id):
    return prepared_dicts(_owed_rows, project_id=project_id)


def _owed_rows(project_id):
    open_states = (ResponsibilityState.OPEN, ResponsibilityState.WAITING, ResponsibilityState.REOPENED)
    rows = Responsibility.objects.filter(project_id=project_id, state__in=open_states)
    return rows.order_by("due_on").values("key", "state", "due_on")


def _profiles(ids):
    rows = StaffProfile.objects.filter(member_id__in=ids).order_by()
    return rows.values("member_id", "phone", name=F("member__user__name"), email=F("member__user__email"))


def _people(project):
    """The manager first, then the lead tech, with the phone of their profile."""
    ids = [project["project_manager_id"], project["lead_tech_id"]]
    found = {row["member_id"]: row for row in prepared_dicts(_profiles, ids=ids)}
    does = (_("manages the project"), _("leads the work"))
    return tuple(
        page.Person(found[pk]["name"], what, found[pk]["phone"], found[pk]["email"])
        for pk, what in dict(zip(ids, does, strict=True)).items()
        if pk in found
    )
