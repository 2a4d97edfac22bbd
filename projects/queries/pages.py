"""What the staff pages of projects read: the list with its filters, and one project with all it shows."""

import datetime as dt
import re
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from core.db.prepared import prepared_objects
from core.paging import Prepared, search_of
from projects.choices import Color, ProjectStatus
from projects.models import Evidence, Project, Responsibility, Task, TimeEntry
from projects.queries.board import OWED, with_duties
from projects.queries.health_facts import with_links
from projects.queries.listing import projects
from projects.rules.health import SEVERITY
from projects.rules.lifecycle import ENDED

PEOPLE = ("customer", "project_manager__user", "lead_tech__user", "salesperson__user")
OPEN = "open"
EVERY = "all"
OPEN_STATUSES = tuple(status for status in ProjectStatus.values if status not in ENDED)
FAR = dt.date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of a list asks for; unknown values are empty, so that old links still open.

    ``status`` is a status, ``open`` or ``all``; people are addresses; ``customer`` a customer's id.
    """

    search: str = ""
    status: str = OPEN
    on_time: str = ""
    on_budget: str = ""
    project_manager: str = ""
    lead_tech: str = ""
    customer: str = ""

    @classmethod
    def read(cls, query):
        """From a QueryDict."""
        status = query.get("status", OPEN)
        return cls(
            search=search_of(query),
            status=status if status in (EVERY, *ProjectStatus.values) else OPEN,
            on_time=_color(query.get("on_time")),
            on_budget=_color(query.get("on_budget")),
            project_manager=search_of(query, "project_manager"),
            lead_tech=search_of(query, "lead_tech"),
            customer=_identifier(query.get("customer")),
        )

    @property
    def narrows(self):
        """Whether anything but the usual open projects was asked for."""
        return self != Filters()


def project_rows(organization, filters):
    """Projects for the list, narrow, with what they are sorted by; ``rows.shown`` reads the rest of a page."""
    status = {OPEN: OPEN_STATUSES, EVERY: ()}.get(filters.status, filters.status)
    rows = projects(
        organization,
        status=status,
        on_time=filters.on_time,
        on_budget=filters.on_budget,
        search=filters.search,
        project_manager=filters.project_manager,
        lead_tech=filters.lead_tech,
        customer=filters.customer,
    ).annotate(
        slip=Coalesce("slip_days", Value(-9999)),
        over=Coalesce(
            "variance_percent", Value(-9999), output_field=DecimalField(max_digits=20, decimal_places=8)
        ),
        end=Coalesce("committed_end", Value(FAR)),
        sorted_title=Lower("title"),
        sorted_customer=Lower("customer__name"),
    )
    return rows.select_related(None).only("sequence")


def listed(organization, filters):
    """``project_rows`` for ``core.paging.page_of``; prepared when nothing but the status is asked for."""
    if filters == Filters(status=filters.status):
        return Prepared(_of_status, filters.status)
    return project_rows(organization, filters)


def _of_status(status):
    return project_rows(None, Filters(status=status))


def board_rows(organization, *, member=None, people=(), customer="", late_on=None):
    """Open projects for the matrix, narrow, with ``stake`` to sort by: the worse of both verdicts.

    ``member`` keeps what is theirs (``people`` are all members), ``customer`` a fragment of
    the customer's name, ``late_on`` projects with a responsibility that is late on that day. For ``page_of``.
    """
    values = {}
    if member is not None:
        values |= {"member": member.pk, "managers": managed_by(member, people)}
    if late_on is not None:
        values["late_on"] = late_on
    return _board(**values).filter(customer__name__icontains=customer) if customer else Prepared(_board, **values)


def _board(member=None, managers=(), late_on=None):
    rows = Project.objects.exclude(status__in=ENDED).only("sequence")
    if member is not None:
        rows = rows.filter(_belongs_to(member, managers))
    if late_on is not None:
        late = Responsibility.objects.filter(project=OuterRef("pk"), state__in=OWED, due_on__lt=late_on)
        rows = rows.filter(Exists(late))
    return rows.annotate(
        stake=_severity("time_color") + _severity("budget_color"),
        sorted_title=Lower("title"),
        sorted_customer=Lower("customer__name"),
    )


def _belongs_to(member, managers):
    """The condition that a project is the member's: as manager or their deputy, lead tech or salesperson."""
    return Q(project_manager__in=managers) | Q(lead_tech=member) | Q(salesperson=member)


def managed_by(member, people):
    """Ids of the managers among ``people`` (``accounts.queries.people`` of a day) who the member is or stands in for:
    those who are away, or have left.
    """
    absent = (person for person in people if person.is_away or not person.is_active)
    return [member.pk, *sorted(UUID(person.key) for person in absent if person.deputy_id == member.pk)]


def project_page(organization, number):
    """The project of that number with people, deal, duties and the counts of its tabs, or None. One statement."""
    found = re.fullmatch(r"P-(\d{4,9})", number)
    if not found or number != f"P-{int(found[1]):04d}":
        return None
    for project in prepared_objects(_page, organization.time_zone, sequence=int(found[1])):
        project.organization = organization
        return project
    return None


def _page(zone, sequence):
    rows = Project.objects.select_related(*PEOPLE, "deal").filter(sequence=sequence)
    return with_duties(rows.annotate(task_count=_count(Task), planned_hours=_planned()), ZoneInfo(zone))


def _planned():
    """The estimates of the plan added up."""
    rows = Task.objects.filter(project=OuterRef("pk")).order_by().values("project").annotate(sum=Sum("estimate"))
    return Coalesce(Subquery(rows.values("sum")), Value(0), output_field=DecimalField())


def tasks_of(project):
    """The plan in order, with assignees and ``follows``, the ids of the tasks before each."""
    rows = prepared_objects(_tasks, project=project.pk)
    for task in rows:
        task.project = project
    return rows


def _tasks(project):
    rows = with_links(Task.objects.filter(project=project))
    return rows.select_related("assignee__user").order_by("position", "id")


def time_of(project, limit=None):
    """Time entries, newest first, with worker and task."""
    entries = prepared_objects(_time, limit, project=project.pk)
    for entry in entries:
        entry.project = project
    return entries


def _time(limit, project):
    rows = (
        TimeEntry.objects.filter(project=project)
        .select_related("member__user", "task", "out_of_scope")
        .order_by("-on", "-id")
    )
    return rows[:limit] if limit else rows


def telling_evidence(project):
    """Evidence that says what the customer was told or what is waited for, newest first, with its responsibility."""
    return prepared_objects(_telling, project=project.pk)


def _telling(project):
    rows = Evidence.objects.filter(responsibility__project=project)
    rows = rows.filter(Q(responsibility__key="dates", effect="fulfills") | Q(effect="waits"))
    return rows.select_related("responsibility", "by__user").order_by("-at", "-id")[:40]


def _severity(field):
    whens = [When(**{field: color}, then=Value(rank)) for rank, color in enumerate(SEVERITY)]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _count(model):
    rows = model.objects.filter(project=OuterRef("pk")).order_by().values("project")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0), output_field=IntegerField())


def _color(value):
    return value if value in Color.values else ""


def _identifier(value):
    try:
        return str(UUID(value))
    except (TypeError, ValueError):
        return ""
