"""Who an update goes to (contract, section 6)."""

from collections import defaultdict

from django.db.models.functions import Lower

from accounts.choices import Role
from accounts.queries import members_with_role
from customers.models import Contact
from projects.rules.lifecycle import is_open
from updates.choices import Audience
from updates.grouping import Entry, Seat, one_seat_each
from updates.rules import verdict_order


def entries_of(organization, updates):
    """An ``Entry`` per update with the people it goes to, each address once. Two statements.

    Customer: contacts who receive updates. Internal: project manager, lead tech and the owners. Sales: the
    salesperson until the close.
    """
    contacts = _contacts({update.project.customer_id for update in updates})
    owners = list(members_with_role(organization, Role.OWNER)) if updates else []
    return [
        Entry(update.pk, rank_of(update), one_seat_each(_seats(update.project, contacts, owners))) for update in updates
    ]


def rank_of(update):
    """Sort key: the worst verdict first, then the project's number."""
    return (*verdict_order([update.time_color, update.budget_color]), update.project.sequence)


def _contacts(customer_ids):
    rows = Contact.objects.filter(
        customer_id__in=customer_ids, is_active=True, receives_updates=True, unsubscribed_at=None
    ).exclude(email="")
    found = defaultdict(list)
    for contact in rows.order_by(Lower("name"), "id"):
        found[contact.customer_id].append(contact)
    return found


def _seats(project, contacts, owners):
    for contact in contacts[project.customer_id]:
        yield Seat(Audience.CUSTOMER, contact.email, contact.name, contact.pk, project.customer_id)
    for member in (project.project_manager, project.lead_tech, *owners):
        if member.is_active and member.user.is_active:
            yield Seat(Audience.INTERNAL, member.email, member.name, member.pk)
    seller = project.salesperson
    if seller and seller.is_active and seller.user.is_active and is_open(project.status):
        yield Seat(Audience.SALES, seller.email, seller.name, seller.pk)
