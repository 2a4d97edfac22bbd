"""How the history of a customer is said."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "customer.created": _("created the customer"),
    "customer.updated": _("changed the customer"),
    "customer.archived": _("archived the customer"),
    "customer.restored": _("brought the customer back"),
    "site.added": _("added the site"),
    "contact.added": _("added the contact"),
    "contact.updated": _("changed the contact"),
    "contact.deactivated": _("noted as gone"),
    "contact.reactivated": _("noted as back"),
    "contact.unsubscribed": _("unsubscribed from weekly updates"),
    "contact.resubscribed": _("asked for weekly updates again"),
}


def said(event) -> str:
    """What the event did, as the end of a sentence that begins with who: verb and object."""
    verb = VERBS.get(event.verb)
    if verb is None:
        return f"{event.verb.replace('.', ' ').replace('_', ' ')}: {event.object_label}"
    is_said = event.object_type == "customer" or event.object_label == event.actor_name
    return str(verb) if is_said else f"{verb} {event.object_label}"
