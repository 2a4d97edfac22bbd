"""Who an update goes to (contract, section 6)."""

from collections import defaultdict

from accounts.choices import Role
from accounts.queries import followers, members_with_role
from projects.queries.contacts import recipients
from projects.rules.lifecycle import is_open
from updates.choices import Audience
from updates.grouping import Entry, Seat, one_seat_each
from updates.rules import verdict_order


def entries_of(organization, updates):
    """An ``Entry`` per update with the people it goes to, each address once. Two statements.

    Customer: the project's contacts who receive updates. Internal: project manager, lead tech and whoever follows
    (usually the owners). Sales: the salesperson until the close.
    """
    contacts = _contacts({update.project_id for update in updates})
    following = list(followers(organization)) if updates else []
    return [
        Entry(update.pk, rank_of(update), one_seat_each(_seats(update.project, contacts, following)))
        for update in updates
    ]


def rank_of(update):
    """Sort key: the worst verdict first, then the project's number."""
    return (*verdict_order([update.time_color, update.budget_color]), update.project.sequence)


def owners_for(projects):
    """The owners where one may have to answer in a manager's place, else nothing. One statement at most."""
    if all(is_at_work(project.project_manager) for project in projects):
        return []
    return list(members_with_role(projects[0].organization, Role.OWNER))


def answerer(project, owners):
    """Who answers the project's mails: its manager; who has left, their deputy; without one an owner."""
    manager = project.project_manager
    standing_in = [person for person in (manager, manager.deputy, *owners) if person and is_at_work(person)]
    return standing_in[0] if standing_in else manager


def is_at_work(member):
    """Whether the person still belongs to the organization and may sign in."""
    return member.is_active and member.user.is_active


def _contacts(project_ids):
    found = defaultdict(list)
    for seat in recipients(project_id__in=project_ids):
        found[seat.project_id].append(seat.contact)
    return found


def _seats(project, contacts, following):
    for contact in contacts[project.pk]:
        yield Seat(Audience.CUSTOMER, contact.email, contact.name, contact.pk, project.customer_id)
    for member in (project.project_manager, project.lead_tech):
        if is_at_work(member):
            yield Seat(Audience.INTERNAL, member.email, member.name, member.pk)
    for member in following:
        yield Seat(Audience.INTERNAL, member.email, member.name, member.pk, follows=True)
    seller = project.salesperson
    if seller and is_at_work(seller) and is_open(project.status):
        yield Seat(Audience.SALES, seller.email, seller.name, seller.pk)
