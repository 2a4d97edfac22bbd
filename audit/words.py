"""What each verb of the trail means to a reader: actor + these words + the object's label.

A verb that is not listed is read from its own name (``task.completed``: "completed the task").
"""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "organization.created": _("founded the organization"),
    "organization.updated": _("changed the organization"),
    "organization.logo_changed": _("changed the logo of"),
    "organization.logo_removed": _("removed the logo of"),
    "settings.working_time": _("changed the working time of"),
    "settings.thresholds": _("changed the thresholds of"),
    "settings.updates": _("changed the weekly updates of"),
    "settings.holiday_place": _("chose the public holidays of"),
    "settings.holiday_restored": _("took back a worked holiday of"),
    "settings.set_up_dismissed": _("put away the first steps of"),
    "settings.set_up_shown": _("brought back the first steps of"),
    "settings.responsibility": _("changed the responsibility"),
    "template.added": _("added the template"),
    "template.updated": _("changed the template"),
    "holiday.added": _("added the day off"),
    "holiday.removed": _("removed the day off"),
    "api_key.revoked": _("revoked the API key"),
    "member.added": _("added the member"),
    "member.viewed_as": _("saw the product as"),
    "member.view_ended": _("stopped seeing the product as"),
    "member.changed": _("changed the member"),
    "member.absence_set": _("set the absence of"),
    "member.rate_set": _("set what an hour costs of"),
    "member.rate_corrected": _("corrected what an hour costs of"),
    "member.deactivated": _("deactivated the member"),
    "member.reactivated": _("brought back the member"),
    "invitation.sent": _("invited"),
    "invitation.resent": _("sent again the invitation to"),
    "invitation.revoked": _("took back the invitation to"),
    "invitation.accepted": _("accepted the invitation to"),
    "security.throttled": _("was tried too often at sign-in:"),
    "security.password_set": _("chose the first password of"),
    "security.password_changed": _("changed the password of"),
    "security.password_reset": _("set by a mailed link the password of"),
    "security.app_added": _("added an authenticator app for"),
    "security.app_removed": _("removed the authenticator app of"),
    "security.passkey_added": _("added a passkey for"),
    "security.passkey_removed": _("removed a passkey of"),
    "security.codes_made": _("made new recovery codes for"),
    "security.signed_out_everywhere": _("signed out everywhere"),
    "security.second_factor": _("decided about the"),
    "member.picture_changed": _("changed the picture of"),
    "member.picture_removed": _("removed the picture of"),
    "member.notifications_chosen": _("chose the notifications of"),
    "member.profile_changed": _("changed the profile of"),
    "api_key.created": _("made the API key"),
    "webhook_source.created": _("opened the webhook source"),
    "webhook_source.rotated": _("made a new secret for the webhook source"),
    "webhook_source.disabled": _("shut the webhook source"),
    "webhook_source.enabled": _("opened again the webhook source"),
    "webhook.created": _("began to tell of events the address"),
    "webhook.changed": _("changed the outgoing webhook"),
    "webhook.rotated": _("made a new secret for the outgoing webhook"),
    "webhook.deleted": _("deleted the outgoing webhook"),
    "webhook.disabled": _("stopped after three days of failures the outgoing webhook"),
    "webhook.sent_again": _("sent again a message to the address"),
    "webhook_source.changed": _("changed the reading of the webhook source"),
    "inbound_event.replayed": _("read again the event"),
    "inbound_event.rejected": _("rejected the event"),
    "customer.created": _("added the customer"),
    "customer.updated": _("changed the customer"),
    "customer.archived": _("archived the customer"),
    "customer.restored": _("brought back the customer"),
    "contact.added": _("added the contact"),
    "contact.updated": _("changed the contact"),
    "contact.deactivated": _("deactivated the contact"),
    "contact.reactivated": _("brought back the contact"),
    "contact.unsubscribed": _("stopped the updates to"),
    "contact.resubscribed": _("resumed the updates to"),
    "customer.merged": _("merged a customer into"),
    "customer.unmerged": _("took back the merge of"),
    "site.updated": _("changed the site"),
    "site.removed": _("removed the site"),
    "blackout.added": _("closed the days for"),
    "blackout.removed": _("opened the days again:"),
    "site.added": _("added the site"),
    "deal.received": _("received the deal"),
    "deal.changed": _("changed the deal"),
    "deal.salesperson_found": _("found the salesperson of the deal"),
    "deal.customer_confirmed": _("confirmed the customer of the deal"),
    "deal.returned": _("returned the deal"),
    "deal.assigned": _("assigned the deal"),
    "deal.handed_over": _("handed over the deal"),
    "deal.answered": _("answered the questions on the deal"),
    "deal.declined": _("declined the deal"),
    "deal.accepted": _("accepted the deal"),
    "deal.not_a_project": _("found no project in the deal"),
    "deal.change_pending": _("sent a change after acceptance to the deal"),
    "deal.change_withdrawn": _("took back the change to the deal"),
    "project.created": _("created the project"),
    "project.assigned": _("handed over the project"),
    "project.not_started": _("put back before its start the project"),
    "project.link_made": _("made a status link of"),
    "project.link_renewed": _("asked again for the status link of"),
    "project.links_revoked": _("revoked the status links of"),
    "project.on_hold": _("paused the project"),
    "project.active": _("activated the project"),
    "project.delivered": _("delivered the project"),
    "project.closing": _("began to close the project"),
    "project.closed": _("closed the project"),
    "project.cancelled": _("cancelled the project"),
    "project.reopened": _("reopened the project"),
    "responsibility.fulfilled": _("fulfilled the responsibility"),
    "responsibility.waived": _("waived the responsibility"),
    "responsibility.waiting": _("is waiting on the counterparty of"),
    "responsibility.reopened": _("reopened the responsibility"),
    "responsibility.noted": _("noted a fact on the responsibility"),
    "task.added": _("added the task"),
    "task.updated": _("changed the task"),
    "task.completed": _("completed the task"),
    "task.reopened": _("reopened the task"),
    "task.deleted": _("deleted the task"),
    "task.restored": _("brought back the task"),
    "task.remaining_set": _("revised the remaining hours of"),
    "milestone.added": _("added the milestone"),
    "milestone.updated": _("changed the milestone"),
    "milestone.reached": _("reached the milestone"),
    "milestone.taken_back": _("took back the milestone"),
    "milestone.deleted": _("deleted the milestone"),
    "milestone.restored": _("brought back the milestone"),
    "time_entry.logged": _("logged the time"),
    "time_entry.corrected": _("corrected the time"),
    "time_entry.deleted": _("deleted the time"),
    "dates.told": _("told the customer the dates of"),
    "dates.agreed": _("agreed the dates of"),
    "update.composed": _("composed the update"),
    "update.edited": _("edited the update"),
    "update.approved": _("approved the update"),
    "update.held": _("held the update"),
    "update.released": _("released the update"),
    "update.unapproved": _("took back the approval of the update"),
    "update.refreshed": _("composed anew the update"),
    "update.corrected": _("corrected the update"),
    "update.discarded": _("discarded the correction of the update"),
    "update.dropped": _("dropped, since the project had ended, the update"),
    "update.missed": _("missed the update"),
    "update.tested": _("sent themselves a test of the update"),
    "update.resent": _("sent again the update"),
    "update.sent": _("sent the update"),
    "view.saved": _("saved the view"),
    "view.changed": _("changed the view"),
    "view.deleted": _("deleted the view"),
    "list.exported": _("exported the list"),
    "list.changed": _("changed many at once in the list"),
    "list.undone": _("took back a change of many in the list"),
    "list.cancelled": _("stopped a change of many in the list"),
    "mail.retried": _("sent again the mail"),
    "mail.called_back": _("called back the mail"),
}


def verb_words(verb):
    """The words of ``verb``; ``thing.done_to`` becomes "done to the thing" when it is not listed."""
    if verb in VERBS:
        return str(VERBS[verb])
    thing, _dot, act = verb.rpartition(".")
    words = act.replace("_", " ")
    return f"{words} the {thing.replace('_', ' ').replace('.', ' ')}" if thing else words


def verbs_saying(text):
    """The listed verbs whose words contain ``text``, whatever the case."""
    return [verb for verb, words in VERBS.items() if text.lower() in str(words).lower()]


def value_words(value):
    """A stored value as a reader sees it: no brackets, no True, nothing for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {value_words(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(value_words(part) for part in value)
    return str(value)
