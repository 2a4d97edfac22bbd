"""READ: out-of-scope items, what they come to, and the text that a customer is told."""

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, Q, Sum

from accounts.queries import working_calendar
from projects.choices import OutOfScopeMode
from projects.models import OutOfScopeItem, OutOfScopeRequest, OutOfScopeTerms, TimeEntry
from projects.queries.scope import amount_text
from projects.rules import out_of_scope as rules

ZERO = Decimal(0)
MONEY = DecimalField(max_digits=20, decimal_places=4)
PEOPLE = ("captured_by__user", "estimated_by__user", "task", "change_order")


@dataclass(frozen=True, slots=True)
class Logged:
    """Hours logged on an item and what they cost; ``unpriced`` hours have no known rate."""

    hours: Decimal = ZERO
    cost: Decimal = ZERO
    unpriced: Decimal = ZERO


def terms() -> OutOfScopeTerms:
    """What the organization in force agrees with its customers; unsaved defaults while nobody has set it."""
    return OutOfScopeTerms.objects.first() or OutOfScopeTerms()


def items_of(project):
    """All items, newest first, with people. One statement."""
    rows = list(OutOfScopeItem.objects.filter(project=project).select_related(*PEOPLE))
    for row in rows:
        row.project = project
    return rows


def logged_on(items):
    """``{item id: Logged}`` of those items. One statement."""
    rows = TimeEntry.objects.filter(project__in={item.project_id for item in items}, out_of_scope__in=items)
    sums = rows.order_by().values("out_of_scope")
    sums = sums.annotate(
        spent=Sum("hours"),
        paid=Sum(F("hours") * F("cost_rate"), output_field=MONEY),
        unpriced=Sum("hours", filter=Q(cost_rate=None)),
    )
    found = defaultdict(Logged)
    for row in sums:
        found[row["out_of_scope"]] = Logged(row["spent"], row["paid"] or ZERO, row["unpriced"] or ZERO)
    return found


def running_of(items):
    """``[(currency, Running)]``: one total per currency, the only one nearly always. Amounts are never mixed."""
    by_currency = defaultdict(list)
    for item in items:
        by_currency[item.currency].append(worth_of(item))
    return [(currency, rules.running(rows)) for currency, rows in sorted(by_currency.items())]


def worth_of(item):
    """The item as the running total sees it."""
    return rules.Worth(item.state, item.price, item.billed, item.told_at is not None)


def used_beforehand(project, *, besides):
    """What of the limit agreed beforehand is taken by other items of the project."""
    rows = OutOfScopeItem.objects.filter(project=project, mode=OutOfScopeMode.PREAUTHORIZED)
    rows = rows.filter(state__in=rules.COUNTED, told_at__isnull=False).exclude(pk=besides.pk)
    return sum((row.billed if row.billed is not None else row.spend_limit or ZERO for row in rows), ZERO)


def change_reasons(item, agreed):
    """Why the item has to become a change order under the terms ``agreed``; empty when it need not."""
    return rules.change_order_reasons(
        hours=item.hours or ZERO,
        days_added=item.days_added,
        changes_deliverable=item.changes_deliverable,
        most_hours=agreed.promotion_hours,
        most_days=agreed.promotion_days,
    )


def notice_of(item):
    """The item as plain values, the ones that the customer is told and approves. Never a cost."""
    project = item.project
    before = dict(running_of([row for row in items_of(project) if row.pk != item.pk]))
    total = before.get(item.currency, rules.Running()).total
    end = project.committed_end
    return {
        "kind": "out_of_scope",
        "organization": project.organization.name,
        "customer": project.customer.name,
        "project": project.number,
        "title": project.title,
        "number": item.number,
        "subject": item.title,
        "why": item.why,
        "mode": item.mode,
        "emergency": item.emergency_reason,
        "hours": "" if item.hours is None else amount_text(item.hours),
        "price": _amount(item.price),
        "limit": _amount(item.spend_limit),
        "currency": item.currency,
        "total_before": amount_text(total),
        "days_added": item.days_added,
        "end_before": end.isoformat() if end and item.days_added else "",
        "end_after": moved_end(item).isoformat() if end and item.days_added else "",
    }


def moved_end(item):
    """The agreed end with the item's working days added."""
    project = item.project
    return working_calendar(project.organization).add_working_days(project.committed_end, item.days_added)


def told(item):
    """What the customer was told, from its stored text; before that, as it would be told now."""
    return json.loads(item.content) if item.content_hash else notice_of(item)


def telling_of(item):
    """Begun work as the rules see its telling."""
    return rules.Telling(item.started_at, item.told_at, item.tell_by)


def open_request(item):
    """The link that waits for an answer, or None."""
    rows = OutOfScopeRequest.objects.filter(item=item, revoked_at=None, answered_at=None)
    return rows.select_related("contact").first()


def workable_items(project):
    """Items on which hours may be logged: begun and not billed. One statement."""
    rows = OutOfScopeItem.objects.filter(project=project, started_at__isnull=False)
    return list(rows.filter(state__in=rules.LOGGED_IN).order_by("sequence"))


def is_evident(project):
    """Whether facts say what became of responsibility 9: work has begun, so nobody confirms that there was none."""
    return OutOfScopeItem.objects.filter(project=project, started_at__isnull=False).exists()


def _amount(amount):
    return "" if amount is None else amount_text(amount)
