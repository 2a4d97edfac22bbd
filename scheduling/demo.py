"""What the service desk of a demo organization has on its hands right now, and who is booked for projects."""

import datetime as dt
from decimal import Decimal

from accounts.choices import Role
from accounts.queries import members, members_with_role
from customers.models import Customer
from scheduling.actions import Wish, book_all, ensure_request_types, ledger_of, receive_requests
from scheduling.choices import Priority
from scheduling.models import RequestType
from scheduling.queries import waiting_jobs

JOBS = 14
SLUG = "harbor"  # the rival of the demo connects no service desk, so that its page shows how one begins
# Hours ago, type, priority, level, customer's place in the list, title, who has it (first name; empty: nobody).
REQUESTS = (
    (0.4, "alert", Priority.CRITICAL, "L2", 3, "Firewall down at the main office", ""),
    (1.2, "incident", Priority.HIGH, "L1", 0, "Nobody can print at the front desk", ""),
    (2.5, "incident", Priority.NORMAL, "L1", 5, "Outlook asks for the password again and again", "Keisha"),
    (3.1, "how_to", Priority.LOW, "L1", 7, "How to share a calendar with a guest", "Keisha"),
    (7.0, "problem", Priority.HIGH, "L2", 2, "VPN drops every hour for people at home", "Devon"),
    (22.0, "incident", Priority.NORMAL, "L1", 9, "Scanner sends no mail since the update", "Keisha"),
    (29.0, "move", Priority.NORMAL, "L1", 4, "Two desks move to the second floor", "Devon"),
    (51.0, "add", Priority.LOW, "L1", 1, "New laptop for the bookkeeper", ""),
    (76.0, "problem", Priority.NORMAL, "L3", 6, "Nightly copy is slow since the new disk", "Joon"),
    (190.0, "change", Priority.LOW, "L2", 8, "Longer retention of the shared mailbox", "Devon"),
)


def play(organization, now):
    """Add to the organization in force the requests that are open at ``now``."""
    if organization.slug != SLUG:
        return
    ensure_request_types()
    types = dict(RequestType.objects.values_list("key", "pk"))
    people = {member.name.split()[0]: member.pk for member in members(organization)}
    customers = list(Customer.objects.order_by("name"))
    rows = [
        {
            "external_id": f"T-{4400 + place}",
            "title": title,
            "request_type_id": types[kind],
            "priority": priority,
            "level": level,
            "opened_at": now - dt.timedelta(hours=ago),
            "customer_id": customers[customer % len(customers)].pk,
            "assignee_id": people.get(who),
        }
        for place, (ago, kind, priority, level, customer, title, who) in enumerate(REQUESTS)
    ]
    receive_requests(requests=rows, by=members_with_role(organization, Role.SUPPORT).first(), now=now)
    _book_jobs(organization, now)


def _book_jobs(organization, now):
    """The first jobs of the queue get their best slot, as a dispatcher would place them."""
    by = members_with_role(organization, Role.DISPATCHER).first()
    for job in waiting_jobs(now)[:JOBS]:
        ledger = ledger_of(organization, now, now + dt.timedelta(hours=1), now)
        hours = min(max(job.hours, Decimal(1)), Decimal(6))
        slots = ledger.slots(job.task.skill_level, hours, now=now, first=job.task.assignee_id, most=1)
        people = {member.pk: member for member in members(organization)}
        wishes = [Wish(job.task.project, people[slot.person], slot.parts[0], job.task) for slot in slots]
        book_all(organization=organization, wishes=wishes, by=by, now=now)
