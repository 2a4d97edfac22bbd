"""The customer's people on a project, and those who could be."""

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower

from core.db.prepared import prepared_objects
from customers.choices import ContactRole
from customers.models import Contact
from projects.models import ProjectContact, StatusLink


def customer_people(project):
    """Active contacts of the customer, those of the project first, by name. One statement.

    Each with ``seat`` (id of the ProjectContact, None for who is not on the project), ``their_role`` and
    ``wanted`` (the project sends them its updates, should they take any), and ``link``, the id of their open
    status link to this project.
    """
    return prepared_objects(_people, project=project.pk, customer=project.customer_id)


def seat_role(contact):
    """The word for the role that a contact of ``customer_people`` has on the project."""
    return ContactRole(contact.their_role).label


def contacts_of(project):
    """Those of ``customer_people`` who are on the project."""
    return [contact for contact in customer_people(project) if contact.seat]


def gets_updates(contact):
    """Whether the weekly update reaches a contact of ``contacts_of``."""
    willing = contact.receives_updates and contact.unsubscribed_at is None
    return bool(contact.seat and contact.wanted and willing and contact.email)


def out_of_reach(project, contacts):
    """Those of ``contacts`` who are not on the project, have left or have no address. One statement."""
    rows = _seats(project=project, contact__in=[contact.pk for contact in contacts]).exclude(contact__email="")
    reached = {seat.contact_id for seat in rows}
    return [contact for contact in contacts if contact.pk not in reached]


def recipients(**projects):
    """ProjectContact rows whom the weekly update reaches, of the projects that the conditions name; contacts at hand.

    On the project and switched on, active, willing, not unsubscribed, with an address, and still of the customer.
    """
    rows = _seats(**projects, receives_updates=True)
    rows = rows.filter(contact__receives_updates=True, contact__unsubscribed_at=None)
    return rows.exclude(contact__email="")


def seats_of(projects):
    """The active contacts of ``projects`` by name, each with its role there (ProjectContact, contact at hand)."""
    return _seats(project_id__in={project.pk for project in projects})


def _seats(**conditions):
    rows = ProjectContact.objects.filter(
        **conditions,
        contact__is_active=True,
        contact__customer_id=F("project__customer_id"),  # what a merge of customers left behind is nobody's
    )
    return rows.select_related("contact").order_by(Lower("contact__name"), "contact_id")


def _people(project, customer):
    link = StatusLink.objects.filter(project=project, contact=OuterRef("pk"), revoked_at=None)
    mine = FilteredRelation("seats", condition=Q(seats__project=project))
    rows = Contact.objects.filter(customer_id=customer, is_active=True).annotate(mine=mine)
    rows = rows.annotate(
        seat=F("mine__id"),
        their_role=Coalesce(F("mine__role"), F("role")),
        wanted=F("mine__receives_updates"),
        link=Subquery(link.values("pk")[:1]),
    )
    return rows.order_by(F("mine__receives_updates").desc(nulls_last=True), Lower("name"), "id")
