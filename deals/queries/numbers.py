"""How the hand-offs go: hours from won to released, returns and recalls of each salesperson, what is forgotten most."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Aggregate, Count, DateTimeField, F, FloatField, Func, Q, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from deals.choices import DealState
from deals.models import Deal
from deals.queries import missing_words

WINDOW = dt.timedelta(days=365)


class Median(Aggregate):
    """The middle value; of an even count the mean of the two in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class SellerNumbers:
    """One salesperson (``name`` None: nobody known, or everybody); hours None while nothing was released."""

    name: str | None
    deals: int
    released: int
    median_hours: Decimal | None
    returns: int
    returned_deals: int
    recalls: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An item that deals lacked when they came in."""

    code: str
    detail: str
    count: int


def seller_numbers(organization, *, now) -> list[SellerNumbers]:
    """A row for each salesperson of the deals received in the last 12 months, most deals first. One statement."""
    rows = _recent(now).values("salesperson__user__name").annotate(**_figures(organization))
    return [_numbers(row) for row in rows.order_by("-deals", "salesperson__user__name")]


def all_numbers(organization, *, now) -> SellerNumbers:
    """The same of all of them together."""
    return _numbers(_recent(now).aggregate(**_figures(organization)))


def forgotten(organization, *, now) -> list[Forgotten]:
    """What deals of the last 12 months lacked on receipt, the most frequent first. One statement."""
    rows = _recent(now).annotate(code=Func("missing_at_receipt", function="unnest", set_returning=True))
    counted = rows.order_by().values("code").annotate(count=Count("pk")).order_by("-count", "code")
    counts = {row["code"]: row["count"] for row in counted}
    words = {item.code: str(item.detail) for item in missing_words(counts)}
    return [Forgotten(code, words.get(code, code), count) for code, count in counts.items()]


def _recent(now):
    return Deal.objects.order_by().filter(received_at__gte=now - WINDOW)


def _figures(organization):
    """Hours run from the first minute of the local day of the win to the release."""
    midnight = Func(
        Value(organization.time_zone),
        Func("won_on", template="%(expressions)s::timestamp", output_field=DateTimeField()),
        function="timezone",
        output_field=DateTimeField(),
    )
    took = Func(
        F("accepted_at") - Coalesce(midnight, "received_at"),
        template="EXTRACT(EPOCH FROM %(expressions)s) / 3600.0",
        output_field=FloatField(),
    )
    accepted = Q(state=DealState.ACCEPTED)
    return {
        "deals": Count("pk"),
        "released": Count("pk", filter=accepted),
        "median_hours": Median(Greatest(took, Value(0.0)), filter=accepted),
        "returned": Sum("returns"),
        "returned_deals": Count("pk", filter=Q(returns__gt=0)),
        "recalled": Sum("recalls"),
    }


def _numbers(row):
    hours = row["median_hours"]
    return SellerNumbers(
        name=row.get("salesperson__user__name"),
        deals=row["deals"],
        released=row["released"],
        median_hours=None if hours is None else Decimal(str(round(hours, 2))),
        returns=row["returned"] or 0,
        returned_deals=row["returned_deals"],
        recalls=row["recalled"] or 0,
    )
