"""Who of the customer's people is on a project: whom its updates go to, and who may open its status page."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.conflicts import settle
from core.errors import DomainError
from customers.actions import add_contact, update_contact
from customers.choices import RECEIVES_UPDATES_BY_DEFAULT, ContactRole
from customers.models import Contact
from projects import permissions
from projects.actions.guards import refuse, require, require_open
from projects.actions.health import lock
from projects.actions.links import revoke_status_links
from projects.changes import applied
from projects.models import ProjectContact

FIELDS = ("role", "receives_updates")


def seat_people_of_deal(project, deal, now):
    """Put the people that the deal names on the new project, in the role they have in the deal.

    Called by the acceptance, which made them contacts of the customer before. Others of the customer are offered
    on the project's page, never mailed by themselves.
    """
    named = {_identity(person): person.role or ContactRole.TECHNICAL for person in deal.contacts.all()}
    found = Contact.objects.filter(customer=deal.customer_id, is_active=True)
    ProjectContact.objects.bulk_create(
        ProjectContact(
            project=project,
            contact=contact,
            role=named[_identity(contact)],
            receives_updates=named[_identity(contact)] in RECEIVES_UPDATES_BY_DEFAULT,
            created_at=now,
        )
        for contact in found
        if _identity(contact) in named
    )


@transaction.atomic
def add_project_contact(*, project, contact, by, now, role=None, receives_updates=None):
    """Put a contact of the customer on the project. Returns the ProjectContact.

    ``role`` None is their role at the customer's; ``receives_updates`` None follows the role, as far as they take
    updates at all; True switches them on for the person, too. Raises NotAllowed, InvalidInput for somebody else's
    contact or one who left, DomainError ``contact_there``.
    """
    _prepare(project, by)
    if contact.customer_id != project.customer_id or not contact.is_active:
        refuse("/contact", "not_a_contact", _("Choose an active contact of %s.") % project.customer.name)
    if ProjectContact.objects.filter(project=project, contact=contact).exists():
        raise DomainError("contact_there", _("%s is on the project already.") % contact.name)
    role = role or contact.role
    wanted = role in RECEIVES_UPDATES_BY_DEFAULT if receives_updates is None else receives_updates
    seat = ProjectContact.objects.create(
        project=project, contact=contact, role=role, receives_updates=wanted, created_at=now
    )
    if receives_updates:
        _make_willing(contact, by)
    _record(seat, by, now, "project.contact_added", {"contact": [None, contact.name]})
    return seat


@transaction.atomic
def add_new_project_contact(*, project, by, now, name, email, phone="", role=ContactRole.TECHNICAL, receives=None):
    """A new contact of the customer, on this project at once. Returns the ProjectContact.

    Raises InvalidInput where the customer has a contact with that address: then that one is put on the project.
    """
    _prepare(project, by)
    contact = add_contact(
        customer=project.customer, name=name, email=email, phone=phone, role=role, receives_updates=receives, by=by
    )
    return add_project_contact(
        project=project, contact=contact, role=role, receives_updates=receives, by=by, now=now
    )


@transaction.atomic
def update_project_contact(*, seat, by, now, changes, seen=None):
    """Set role or ``receives_updates`` of a contact on the project. No change, no row. ``seen``: see ``update_task``."""
    project = seat.project
    _prepare(project, by)
    seat.refresh_from_db()
    seat.project = project
    changed = applied(seat, settle(seat, seen, changes), FIELDS)
    if changed:
        seat.save()
        _record(seat, by, now, "project.contact_updated", {"contact": [seat.contact.name] * 2} | changed)
    if changes.get("receives_updates"):
        _make_willing(seat.contact, by)
    return seat


@transaction.atomic
def remove_project_contact(*, seat, by, now):
    """Take the contact off the project: no more of its updates, and their link to its status page closes for good.

    They stay the customer's contact. An undo (``restore_seat``) brings them back; the next mail makes a new link.
    """
    project, identifier = seat.project, seat.pk
    _prepare(project, by)
    revoke_status_links(project=project, contact=seat.contact, by=by, now=now)
    seat.delete()
    seat.pk = identifier
    _record(seat, by, now, "project.contact_removed", {"contact": [seat.contact.name, None]})


@transaction.atomic
def restore_seat(*, seat, by, now):
    """Put back who was taken off, as they were. Raises DomainError ``not_deleted`` when they are there again."""
    project = seat.project
    _prepare(project, by)
    if ProjectContact.objects.filter(project=project, contact=seat.contact_id).exists():
        raise DomainError("not_deleted", _("%s is on the project already.") % seat.contact.name)
    seat.save(force_insert=True)
    _record(seat, by, now, "project.contact_restored", {"contact": [None, seat.contact.name]})
    return seat


def _make_willing(contact, by):
    """Who asks for a person's updates on one project means that the person gets updates at all."""
    if not contact.receives_updates:
        update_contact(contact=contact, by=by, changes={"receives_updates": True})


def _prepare(project, by):
    lock(project)
    require(
        permissions.can_manage_project(by, project),
        _("Only the project's manager says who of the customer's is on the project."),
    )
    require_open(project)


def _identity(person):
    return person.email.lower() or person.name.lower()


def _record(seat, by, now, verb, changes):
    project = seat.project
    record(by=by, verb=verb, obj=project, project=project, customer=project.customer_id, at=now, changes=changes)
