"""Sending an update once more to one contact, from the mail they got; and to oneself, from its preview."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import NotAllowed
from customers.models import Contact
from mailing.models import OutgoingMail
from updates import actions
from updates.permissions import can_manage_update
from updates.queries.previews import updates_in_mail
from updates.queries.runs import updates_with_people


@require_http_methods(["GET", "POST"])
def resend(request, slug, mail):
    """Ask first, saying who gets what; then send the updates of that mail once more."""
    mail = get_object_or_404(OutgoingMail.objects.defer("text", "html"), pk=mail)
    updates = updates_in_mail(mail)
    contact = Contact.objects.filter(pk=mail.contact_id).select_related("customer").first()
    if contact is None or not updates:
        raise Http404
    if not all(can_manage_update(request.member, update) for update in updates):
        raise NotAllowed(_("Only the project's manager sends its updates again."))
    if request.method == "POST":
        for update in updates:
            actions.resend_update(update=update, contact=contact, by=request.member, now=clock.now())
        messages.success(request, _("Sent again to %s.") % contact.email)
        return redirect("mailing:delivery", slug, mail.pk)
    context = {"nav_key": "deliveries", "mail": mail, "contact": contact, "updates": updates}
    return render(request, "updates/resend.html", context)


@require_POST
def trial(request, slug, pk, audience, person):
    """Send the previewed mail to whoever looks at it."""
    update = get_object_or_404(updates_with_people(), pk=pk)
    mail = actions.send_trial(
        update=update, audience=audience, person_id=person, by=request.member, now=clock.now()
    )
    messages.success(request, _("A test is on its way to %s.") % mail.to_email)
    return redirect("updates:preview", slug, pk, audience, person)
