"""How the history of a customer is said."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "customer.created": _("created the customer"),
    "customer.updated": _("changed the customer"),
    "customer.archived": _("archived the customer"),
    "customer.restored": _("brought the customer back"),
    "site.added": _("added the site"),
    "customer.merged": _("merged a customer into"),
    "customer.unmerged": _("took back the merge of"),
    "site.updated": _("changed the site"),
    "site.removed": _("removed the site"),
    "blackout.added": _("closed days for"),
    "blackout.removed": _("opened days again:"),
    "contact.added": _("added the contact"),
    "contact.updated": _("changed the contact"),
    "contact.deactivated": _("noted as gone"),
    "contact.reactivated": _("noted as back"),
    "contact.unsubscribed": _("unsubscribed from weekly updates"),
    "contact.resubscribed": _("asked for weekly updates again"),
}

FIELDS = {
    "name": _("Name"),
    "time_zone": _("Time zone"),
    "mail_domain": _("Mail domain"),
    "billing_model": _("Billing model"),
    "po_required": _("Needs a PO number"),
    "payment_terms_days": _("Payment within, in days"),
    "currency": _("Currency"),
    "tax_note": _("Tax note"),
}


def said(event) -> str:
    """What the event did, as the end of a sentence that begins with who: verb and object."""
    verb = VERBS.get(event.verb)
    if verb is None:
        return f"{event.verb.replace('.', ' ').replace('_', ' ')}: {event.object_label}"
    is_said = event.object_type == "customer" or event.object_label == event.actor_name
    return str(verb) if is_said else f"{verb} {event.object_label}"
