"""READ: what has to be bought and watched over all open projects."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from core.paging import search_of
from projects.choices import BomLineState as State
from projects.models import BomLine
from projects.rules.lifecycle import ENDED

UNDER_WAY = (State.DAMAGED, State.BACKORDERED, State.TO_ORDER, State.ORDERED, State.SHIPPED)
FAR = dt.date(9999, 12, 31)
WHEN = ("late", "week", "no_day")
MOST_VENDORS = 100


@dataclass(frozen=True, slots=True)
class ProcurementFilters:
    """What the address asks for; unknown values are empty. ``when`` is one of WHEN, ``state`` one of UNDER_WAY."""

    search: str = ""
    when: str = ""
    state: str = ""
    vendor: str = ""
    order_number: str = ""

    @classmethod
    def read(cls, query):
        """From a QueryDict."""
        when, state = query.get("when", ""), query.get("state", "")
        return cls(
            search=search_of(query),
            when=when if when in WHEN else "",
            state=state if state in UNDER_WAY else "",
            vendor=search_of(query, "vendor"),
            order_number=search_of(query, "order_number"),
        )

    @property
    def narrows(self):
        """Whether anything was asked for."""
        return self != ProcurementFilters()


def procurement(filters, today):
    """Lines under way of open projects with ``due`` (arrival, else the day they are needed by), for ``page_of``."""
    rows = BomLine.objects.filter(state__in=UNDER_WAY).exclude(project__status__in=ENDED)
    rows = rows.annotate(due=Coalesce("eta", "needed_by", Value(FAR)))
    if filters.search:
        names = ("description", "sku", "vendor", "order_number", "project__title", "project__customer__name")
        rows = rows.filter(_any({f"{name}__icontains": filters.search} for name in names))
    if filters.when == "late":
        rows = rows.filter(Q(eta__lt=today) | Q(needed_by__lt=today))
    elif filters.when == "week":
        rows = rows.filter(eta__gte=today, eta__lte=today + dt.timedelta(days=6 - today.weekday()))
    elif filters.when == "no_day":
        rows = rows.filter(eta=None)
    for name in ("state", "vendor", "order_number"):
        if getattr(filters, name):
            rows = rows.filter(**{name: getattr(filters, name)})
    return rows.select_related("project__customer", "project__project_manager__user")


def vendors():
    """Names of the vendors of what is under way. One statement."""
    rows = BomLine.objects.filter(state__in=UNDER_WAY).exclude(vendor="").order_by("vendor")
    return list(rows.values_list("vendor", flat=True).distinct()[:MOST_VENDORS])


def _any(conditions):
    found = Q()
    for condition in conditions:
        found |= Q(**condition)
    return found
