"""WRITE: making one customer of two, and taking that back within a day.

Everything that points at the second customer is found through the relations the models declare: what an app
above adds later moves along without being named here.
"""

import datetime as dt

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError, InvalidInput
from customers.actions.people import CUSTOMER_FIELDS, require_editor, values_of
from customers.models import Contact, Customer, CustomerMerge

UNDO_WITHIN = dt.timedelta(hours=24)


@transaction.atomic
def merge_customers(*, winner, loser, by, now, take=()):
    """Make ``loser`` part of ``winner``: everything of it belongs to the winner from now on.

    ``take`` names the fields (of CUSTOMER_FIELDS) whose value comes from the loser. A contact whom both have
    (same address) becomes one. External ids of both lead to the winner, and so does the loser's own id.
    Raises InvalidInput for one and the same, DomainError ``merged_already``. Returns the CustomerMerge.
    """
    require_editor(by)
    if winner.pk == loser.pk:
        raise InvalidInput(_("A customer is not merged with itself."))
    rows = Customer.objects.select_for_update().in_bulk(sorted([winner.pk, loser.pk]))
    winner, loser = rows[winner.pk], rows[loser.pk]
    if winner.merged_into or loser.merged_into:
        raise DomainError("merged_already", _("Nothing was merged: one of the two is part of another customer."))
    before = {"winner": values_of(winner), "loser": values_of(loser), "archived": loser.is_archived}
    moved = _move_contacts(winner, loser, now) | _move_rows(Customer, loser, winner, now, leave={Contact})
    _retire(loser, winner)
    for field in take:
        setattr(winner, field, before["loser"][field])
    winner.save()
    merge = CustomerMerge.objects.create(
        winner=winner, loser=loser, merged_at=now, by=by, before=before, moved=moved
    )
    counts = {label.split(".")[-1]: len(ids) for label, ids in moved.items()}
    for customer in (winner, loser):
        record(
            by=by,
            verb="customer.merged",
            obj=customer,
            customer=customer,
            at=now,
            changes={"merged": [before["loser"]["name"], winner.name], "moved": [None, counts]},
        )
    return merge


@transaction.atomic
def undo_merge(*, merge, by, now):
    """Take a merge back: what was moved returns, fields that nobody changed since as well.

    Raises DomainError ``too_late`` after 24 hours and ``undone_already``. What came since stays with the winner.
    """
    require_editor(by)
    merge = CustomerMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at:
        raise DomainError("undone_already", _("This merge was taken back already."))
    if now > merge.merged_at + UNDO_WITHIN:
        raise DomainError("too_late", _("A merge can be taken back for 24 hours. Nothing was changed."))
    rows = Customer.objects.select_for_update().in_bulk(sorted([merge.winner_id, merge.loser_id]))
    winner, loser = rows[merge.winner_id], rows[merge.loser_id]
    _give_back(winner, loser, merge, now)
    for label, ids in merge.moved.items():
        model, field, owner = _target(label, loser)
        model.objects.filter(pk__in=ids).update(**{field: owner}, **_stamp(model, now))
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    for customer in (winner, loser):
        record(by=by, verb="customer.unmerged", obj=customer, customer=customer, at=now)
    return loser


def pointing_at(model):
    """``(related model, field name)`` of every reference to ``model`` that a merge moves."""
    hidden = model._meta.get_fields(include_hidden=True)  # relations without a way back are hidden
    found = [(one.related_model, one.field.name) for one in hidden if one.auto_created and one.one_to_many]
    return sorted(((m, field) for m, field in found if m is not CustomerMerge), key=lambda row: row[0]._meta.label)


def _move_rows(model, old, new, now, *, leave=()):
    moved = {}
    for related, field in pointing_at(model):
        if related in leave:
            continue
        rows = related.objects.filter(**{field: old})
        ids = list(rows.values_list("pk", flat=True))
        if ids:
            related.objects.filter(pk__in=ids).update(**{field: new}, **_stamp(related, now))
            moved[f"{related._meta.label}:{field}:{old.pk}"] = [str(pk) for pk in ids]
    return moved


def _move_contacts(winner, loser, now):
    """Contacts move; of one whom both have, only what points at them: the loser's own row stays, inactive."""
    known = {
        contact.email.lower(): contact for contact in Contact.objects.filter(customer=winner) if contact.email
    }
    moved, moving = {}, []
    for contact in Contact.objects.filter(customer=loser):
        twin = known.get(contact.email.lower()) if contact.email else None
        if twin is None:
            moving.append(contact.pk)
            continue
        moved |= _move_rows(Contact, contact, twin, now)
        if contact.is_active:
            Contact.objects.filter(pk=contact.pk).update(is_active=False, **_stamp(Contact, now))
            moved.setdefault("inactive", []).append(str(contact.pk))
    if moving:
        Contact.objects.filter(pk__in=moving).update(customer=winner, **_stamp(Contact, now))
        moved[f"{Contact._meta.label}:customer:{loser.pk}"] = [str(pk) for pk in moving]
    return moved


def _retire(loser, winner):
    """The loser's name is free for the winner; its row stays as the signpost of its id."""
    loser.name = f"{loser.name[:160]} ({_('merged')} {str(loser.pk)[-6:]})"
    loser.is_archived, loser.merged_into = True, winner.pk
    loser.save()


def _give_back(winner, loser, merge, now):
    before = merge.before
    for field in CUSTOMER_FIELDS:
        if getattr(winner, field) == before["loser"][field]:
            setattr(winner, field, before["winner"][field])
    winner.save()
    loser.name, loser.is_archived, loser.merged_into = before["loser"]["name"], before["archived"], None
    loser.save()
    inactive = merge.moved.pop("inactive", [])
    Contact.objects.filter(pk__in=inactive).update(is_active=True, **_stamp(Contact, now))


def _target(label, loser):
    """Model, field and the owner that a stored label gives its rows back to."""
    name, field, owner = label.split(":")
    return apps.get_model(name), f"{field}_id", owner


def _stamp(model, now):
    """Lists by ``updated_since`` must see what moved."""
    return {"updated_at": now} if any(f.name == "updated_at" for f in model._meta.concrete_fields) else {}
