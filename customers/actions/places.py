"""WRITE: where a customer works, and on which days nobody may touch anything there."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import differences, record
from core.conflicts import settle
from core.errors import InvalidInput
from customers.actions.people import require_editor
from customers.models import BlackoutDate, Site
from customers.rules import is_time_zone

SITE_FIELDS = ("name", "address", "time_zone", "hours", "access_notes")


@transaction.atomic
def add_site(*, customer, name, by, address="", time_zone="", hours="", access_notes=""):
    """A place where the customer works; the same name again changes nothing."""
    require_editor(by)
    site = Site.objects.filter(customer=customer, name__iexact=name.strip()).first()
    if site is None:
        site = Site(
            customer=customer,
            name=name.strip(),
            address=address.strip(),
            time_zone=time_zone,
            hours=hours.strip(),
            access_notes=access_notes.strip(),
        )
        _check_site(site)
        site.save()
        record(by=by, verb="site.added", obj=site, customer=customer)
    return site


@transaction.atomic
def update_site(*, site, by, changes, seen=None):
    """Set the fields in ``changes`` (of SITE_FIELDS); no row is written when nothing differs.

    ``seen``: see ``update_customer``.
    """
    require_editor(by)
    site.refresh_from_db(from_queryset=Site.objects.select_for_update(of=("self",)))
    changes = settle(site, seen, changes)
    before = {field: getattr(site, field) for field in SITE_FIELDS}
    for field in SITE_FIELDS:
        if field in changes:
            setattr(site, field, changes[field].strip())
    _check_site(site)
    changed = differences(before, {field: getattr(site, field) for field in SITE_FIELDS})
    if changed:
        site.save()
        record(by=by, verb="site.updated", obj=site, customer=site.customer_id, changes=changed)
    return site


@transaction.atomic
def remove_site(*, site, by):
    """Take a site away with the closed days that were its own."""
    require_editor(by)
    record(
        by=by,
        verb="site.removed",
        obj=site,
        customer=site.customer_id,
        changes={"address": [site.address, None], "access_notes": [site.access_notes, None]},
    )
    site.delete()


@transaction.atomic
def add_blackout(*, customer, starts_on, ends_on, reason, by, site=None):
    """Days (both included) on which nothing may be interrupted at the customer's, or at one site of theirs."""
    require_editor(by)
    if ends_on < starts_on:
        _refuse("ends_on", _("The last day comes before the first."))
    if not reason.strip():
        _refuse("reason", _("Say why, for example Inventory."))
    if site is not None and site.customer_id != customer.pk:
        _refuse("site", _("This site belongs to another customer."))
    blackout = BlackoutDate.objects.create(
        customer=customer, site=site, starts_on=starts_on, ends_on=ends_on, reason=reason.strip()[:200]
    )
    days = [None, f"{starts_on} – {ends_on}"]
    record(by=by, verb="blackout.added", obj=blackout, customer=customer, changes={"days": days})
    return blackout


@transaction.atomic
def remove_blackout(*, blackout, by):
    """The days are open again."""
    require_editor(by)
    days = [f"{blackout.starts_on} – {blackout.ends_on}", None]
    record(by=by, verb="blackout.removed", obj=blackout, customer=blackout.customer_id, changes={"days": days})
    blackout.delete()


def _check_site(site):
    if not site.name:
        _refuse("name", _("Name the site."))
    if not is_time_zone(site.time_zone):
        _refuse("time_zone", _("Name a zone such as America/New_York."))


def _refuse(field, detail):
    raise InvalidInput(detail, [{"pointer": f"/{field}", "code": "invalid", "detail": detail}])
