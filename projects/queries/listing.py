"""Lists of projects: filters, search and order, one statement with customer and people at hand."""

import re

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Lower
from django.http import Http404

from projects.models import Project
from projects.rules.health import SEVERITY

PEOPLE = ("organization", "customer", "project_manager__user", "lead_tech__user", "salesperson__user")
NUMBER = re.compile(r"(?:[Pp]-?)?0*(\d{1,9})")

# What a list may be sorted by -> the fields behind it; "-" in front turns all of them round.
ORDERINGS = {
    "number": ("sequence",),
    "title": ("sorted_title", "sequence"),
    "customer": ("customer__name", "sequence"),
    "status": ("status", "sequence"),
    "project_manager": ("project_manager__user__name", "sequence"),
    "lead_tech": ("lead_tech__user__name", "sequence"),
    "committed_end": ("committed_end", "sequence"),
    "forecast_end": ("forecast_end", "sequence"),
    "on_time": ("time_severity", "slip_days", "sequence"),
    "on_budget": ("budget_severity", "variance_percent", "sequence"),
    "updated_at": ("updated_at", "sequence"),
}


def projects(
    organization,
    *,
    status=(),
    on_time=(),
    on_budget=(),
    project_manager="",
    lead_tech="",
    customer=None,
    search="",
    updated_since=None,
    ordering="-number",
):
    """Projects of the organization in force with customer and people.

    ``status``, ``on_time`` and ``on_budget`` are one value or several; people are addresses,
    ``customer`` an id; ``search`` finds a number or a fragment of title or customer; ``ordering``
    is one of ORDERINGS, "-" in front for the other way. An unknown ordering raises KeyError.
    """
    rows = Project.objects.select_related(*PEOPLE)
    for field, wanted in (("status", status), ("time_color", on_time), ("budget_color", on_budget)):
        values = [wanted] if isinstance(wanted, str) else list(wanted)
        if any(values):
            rows = rows.filter(**{f"{field}__in": [value for value in values if value]})
    for field, email in (("project_manager", project_manager), ("lead_tech", lead_tech)):
        if email:
            rows = rows.filter(**{f"{field}__user__email": email.strip().lower()})
    if customer:
        rows = rows.filter(customer_id=customer)
    if search.strip():
        rows = rows.filter(_matches(search.strip()))
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return _ordered(rows, ordering)


def project_by_number(number):
    """The project ``P-0001`` of the organization in force, with customer and people. Raises Http404."""
    project = projects_by_number([number]).get(number)
    if project is None:
        raise Http404
    return project


def projects_by_number(numbers):
    """``{number: project}`` of those that exist, with customer and people; one statement."""
    found = [re.fullmatch(r"P-(\d{4,9})", number) for number in numbers]
    sequences = {int(match[1]) for match in found if match}
    rows = Project.objects.select_related(*PEOPLE).filter(sequence__in=sequences) if sequences else ()
    return {project.number: project for project in rows if project.number in set(numbers)}


def of_project(rows, number):
    """``rows`` (of a model with a ``project``) of the project with that number as people write it; none for no number."""
    match = NUMBER.fullmatch(number)
    return rows.filter(project__sequence=int(match[1])) if match else rows.none()


def _matches(text):
    condition = Q(title__icontains=text) | Q(customer__name__icontains=text)
    number = NUMBER.fullmatch(text)
    return condition | Q(sequence=int(number[1])) if number else condition


def _ordered(rows, ordering):
    fields = ORDERINGS[ordering.removeprefix("-")]
    sign = "-" if ordering.startswith("-") else ""
    if "sorted_title" in fields:
        rows = rows.annotate(sorted_title=Lower("title"))
    for name, column in (("time_severity", "time_color"), ("budget_severity", "budget_color")):
        if name in fields:
            rows = rows.annotate(**{name: _severity(column)})
    return rows.order_by(*(f"{sign}{field}" for field in fields))


def _severity(column):
    """How bad a stored color is, as a number the database can sort by."""
    whens = [When(**{column: color.value}, then=Value(place)) for place, color in enumerate(SEVERITY)]
    return Case(*whens, default=Value(0), output_field=IntegerField())
