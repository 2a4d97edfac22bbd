"""ASK: pages of customers, their places and closed days, and of merging."""

from customers.views.merging import duplicates, merge, undo
from customers.views.pages import (
    activate_contact,
    archive_customer,
    customer_detail,
    customer_list,
    edit_contact,
    edit_customer,
    new_contact,
    new_customer,
    resubscribe_contact,
)
from customers.views.places import edit_site, new_blackout, new_site, remove_blackout, remove_site

__all__ = [
    "activate_contact",
    "archive_customer",
    "customer_detail",
    "customer_list",
    "duplicates",
    "edit_contact",
    "edit_customer",
    "edit_site",
    "merge",
    "new_blackout",
    "new_contact",
    "new_customer",
    "new_site",
    "remove_blackout",
    "remove_site",
    "resubscribe_contact",
    "undo",
]
