"""Writing customers, their contacts and sites. Each action is one transaction with its audit row."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actions import Actor, differences, record
from core.conflicts import settle
from core.errors import DomainError, InvalidInput, NotAllowed
from customers.choices import RECEIVES_UPDATES_BY_DEFAULT, ContactRole
from customers.models import Contact, Customer, CustomerReference
from customers.permissions import can_edit_customers
from customers.rules import is_time_zone

CURRENCY = re.compile(r"[A-Z]{3}")
BILLING_FIELDS = ("billing_model", "po_required", "payment_terms_days", "currency", "tax_note")
CUSTOMER_FIELDS = ("name", "time_zone", "mail_domain", *BILLING_FIELDS)
CONTACT_FIELDS = ("name", "email", "phone", "role", "receives_updates", "language", "channel")


@transaction.atomic
def create_customer(*, name, by, time_zone="", mail_domain="", source="", external_id="", **billing):
    """A new customer, with its id in another system when ``source`` and ``external_id`` are given.

    ``billing`` are defaults for its deals (of BILLING_FIELDS).
    ``by`` is None for a deal that came in by itself. Raises InvalidInput for a name that is taken.
    """
    require_editor(by)
    customer = Customer(name=name.strip(), time_zone=time_zone, mail_domain=mail_domain.lower(), **billing)
    _check_customer(customer)
    _save(customer, "/name", _("There is a customer of that name already."))
    if source and external_id:
        add_reference(customer=customer, source=source, external_id=external_id)
    record(by=by, verb="customer.created", obj=customer, customer=customer)
    return customer


@transaction.atomic
def update_customer(*, customer, by, changes, seen=None):
    """Set the fields in ``changes`` (of CUSTOMER_FIELDS); no row is written when nothing differs.

    ``seen`` (core.conflicts) is what the caller had read; raises Conflict where somebody else changed the same.
    """
    require_editor(by)
    customer.refresh_from_db(from_queryset=Customer.objects.select_for_update(no_key=True))
    changes = settle(customer, seen, changes)
    before = _values(customer, CUSTOMER_FIELDS)
    _apply(customer, changes, CUSTOMER_FIELDS)
    customer.name, customer.mail_domain = customer.name.strip(), customer.mail_domain.lower()
    _check_customer(customer)
    changed = differences(before, _values(customer, CUSTOMER_FIELDS))
    if changed:
        _save(customer, "/name", _("There is a customer of that name already."))
        record(by=by, verb="customer.updated", obj=customer, customer=customer, changes=changed)
    return customer


@transaction.atomic
def archive_customer(*, customer, by, archived=True):
    """Take the customer out of the lists, or bring it back.

    Raises DomainError ``open_projects`` while a project of theirs runs, ``merged_already`` for a merged one.
    """
    require_editor(by)
    if customer.is_archived != archived:
        _check_archive(customer, archived)
        customer.is_archived = archived
        customer.save(update_fields=["is_archived", "updated_at"])
        record(
            by=by, verb="customer.archived" if archived else "customer.restored", obj=customer, customer=customer
        )
    return customer


def _check_archive(customer, archived):
    """Whether it has open projects is asked through the relation they declare; nothing of theirs is imported."""
    if not archived and customer.merged_into:
        raise DomainError("merged_already", _("It was not brought back: it is part of another customer."))
    running = customer.projects.filter(ended_at=None).count() if archived else 0
    if running:
        text = ngettext(
            "%(name)s was not archived: %(count)d project is open.",
            "%(name)s was not archived: %(count)d projects are open.",
            running,
        )
        raise DomainError("open_projects", text % {"name": customer.name, "count": running})


def add_reference(*, customer, source, external_id):
    """Note under which id ``source`` knows the customer; a known id keeps its customer."""
    reference, _created = CustomerReference.objects.get_or_create(
        source=source, external_id=external_id, defaults={"customer": customer}
    )
    return reference


@transaction.atomic
def add_contact(
    *, customer, name, by, email="", phone="", role=ContactRole.TECHNICAL, receives_updates=None, **preferences
):
    """A new contact; ``receives_updates`` None takes the default of the role, ``preferences`` are language and channel."""
    require_editor(by)
    if receives_updates is None:
        receives_updates = role in RECEIVES_UPDATES_BY_DEFAULT
    contact = Contact(
        customer=customer,
        name=name.strip(),
        email=email.strip(),
        phone=phone.strip(),
        role=role,
        receives_updates=receives_updates,
        **preferences,
    )
    _save(contact, "/email", _("This customer has a contact with that email already."))
    record(by=by, verb="contact.added", obj=contact, customer=customer)
    return contact


@transaction.atomic
def update_contact(*, contact, by, changes, seen=None):
    """Set the fields in ``changes`` (of CONTACT_FIELDS). ``seen``: see ``update_customer``."""
    require_editor(by)
    contact.refresh_from_db(from_queryset=Contact.objects.select_for_update(no_key=True))
    changes = settle(contact, seen, changes)
    before = _values(contact, CONTACT_FIELDS)
    _apply(contact, changes, CONTACT_FIELDS)
    changed = differences(before, _values(contact, CONTACT_FIELDS))
    if changed:
        _save(contact, "/email", _("This customer has a contact with that email already."))
        record(by=by, verb="contact.updated", obj=contact, customer=contact.customer_id, changes=changed)
    return contact


@transaction.atomic
def deactivate_contact(*, contact, by, active=False):
    """The contact left (or, with ``active``, is back): no mail goes there, history stays."""
    require_editor(by)
    if contact.is_active != active:
        contact.is_active = active
        contact.save(update_fields=["is_active", "updated_at"])
        verb = "contact.reactivated" if active else "contact.deactivated"
        record(by=by, verb=verb, obj=contact, customer=contact.customer_id)
    return contact


@transaction.atomic
def unsubscribe(*, contact, at):
    """The contact wants no weekly updates; they did it themselves. Repeating changes nothing."""
    if contact.unsubscribed_at is None:
        contact.unsubscribed_at = at
        contact.save(update_fields=["unsubscribed_at", "updated_at"])
        record(
            by=Actor(contact.name), verb="contact.unsubscribed", obj=contact, customer=contact.customer_id, at=at
        )
    return contact


@transaction.atomic
def resubscribe(*, contact, by=None):
    """Weekly updates go to the contact again; ``by`` is the member they asked, None for themselves."""
    if by is not None:
        require_editor(by)
    if contact.unsubscribed_at is not None:
        contact.unsubscribed_at = None
        contact.save(update_fields=["unsubscribed_at", "updated_at"])
        record(
            by=by or Actor(contact.name), verb="contact.resubscribed", obj=contact, customer=contact.customer_id
        )
    return contact


def require_editor(by):
    """Raise NotAllowed unless ``by`` may change customers (None is the system)."""
    if by is not None and not can_edit_customers(by):
        raise NotAllowed(_("Your roles do not let you change customers."))


def _check_customer(customer):
    if not is_time_zone(customer.time_zone):
        detail = _("Name a zone such as America/New_York.")
        raise InvalidInput(detail, [{"pointer": "/time_zone", "code": "unknown", "detail": detail}])
    if customer.currency and not CURRENCY.fullmatch(customer.currency):
        detail = _("Write three capital letters, for example USD.")
        raise InvalidInput(detail, [{"pointer": "/currency", "code": "invalid", "detail": detail}])


def values_of(customer):
    """The fields of CUSTOMER_FIELDS as they are."""
    return _values(customer, CUSTOMER_FIELDS)


def _values(row, fields):
    return {field: getattr(row, field) for field in fields}


def _apply(row, changes, fields):
    for field in fields:
        if field in changes:
            setattr(row, field, changes[field])


def _save(row, pointer, taken):
    """Write the row; a unique value that is taken becomes InvalidInput at ``pointer``."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise InvalidInput(taken, [{"pointer": pointer, "code": "taken", "detail": taken}]) from error
