"""WRITE: customers, their people, places and closed days; merging duplicates."""

from customers.actions.merging import UNDO_WITHIN, merge_customers, undo_merge
from customers.actions.people import (
    CONTACT_FIELDS,
    CUSTOMER_FIELDS,
    add_contact,
    add_reference,
    archive_customer,
    create_customer,
    deactivate_contact,
    require_editor,
    resubscribe,
    unsubscribe,
    update_contact,
    update_customer,
)
from customers.actions.places import (
    SITE_FIELDS,
    add_blackout,
    add_site,
    remove_blackout,
    remove_site,
    update_site,
)

__all__ = [
    "CONTACT_FIELDS",
    "CUSTOMER_FIELDS",
    "SITE_FIELDS",
    "UNDO_WITHIN",
    "add_blackout",
    "add_contact",
    "add_reference",
    "add_site",
    "archive_customer",
    "create_customer",
    "deactivate_contact",
    "merge_customers",
    "remove_blackout",
    "remove_site",
    "require_editor",
    "resubscribe",
    "undo_merge",
    "unsubscribe",
    "update_contact",
    "update_customer",
    "update_site",
]
