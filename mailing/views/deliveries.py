"""Deliveries: every recipient's mail with its state, and the mail itself as it was rendered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.paging import page_of, search_of
from mailing import actions, queries
from mailing.choices import MailGroup, MailState
from mailing.models import OutgoingMail
from mailing.permissions import can_steer_mail
from mailing.render import kinds
from mailing.words import explanation, group_word, in_detail, kind_label, mail_word

# Once it has left it may be sent again, by the app that wrote it; what it says today is asked there.
HAS_LEFT = (MailState.ACCEPTED, MailState.DELIVERED, MailState.UNKNOWN, MailState.BOUNCED, MailState.FAILED)
WEEKLY_UPDATE = "weekly_update"
NEWEST_FIRST = ("-created_at", "-id")
FILTERS = ("state", "kind", "project", "recipient")
# A mail shown to staff looks as it was written and can do nothing: no script, no form, no foreign resource.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
MAIL_HEADERS = {"Content-Security-Policy": MAIL_POLICY, "Cache-Control": "no-store"}


@require_safe
def deliveries(request, slug):
    """The outbox, newest first; filters ``state``, ``kind``, ``project`` and ``recipient`` in the address."""
    asked = {name: search_of(request.GET, name) for name in FILTERS}
    asked["state"] = asked["state"] if asked["state"] in (*MailGroup.values, *MailState.values) else ""
    page = page_of(request, queries.deliveries(request.organization, **asked), NEWEST_FIRST)
    now = clock.now()
    summary = queries.delivery_summary(request.organization)
    context = {
        "nav_key": "deliveries",
        "page": page,
        "sees_account_mails": request.member.has_role("owner"),
        "lines": [(mail, group_word(mail.state), kind_label(mail.kind), in_detail(mail)) for mail in page],
        "summary": summary,
        "stuck_minutes": summary.minutes(now) if summary.is_stuck(now) else None,
        "asked": asked,
        "filtered": any(asked.values()),
        "states": MailGroup.choices,
        "kinds": [(kind, kind_label(kind)) for kind in kinds()],
    }
    return render(request, "mailing/deliveries.html", context)


@require_safe
def delivery(request, slug, pk):
    """One mail: where it stands, and what it says."""
    mail = get_object_or_404(OutgoingMail, pk=pk)
    context = {
        "nav_key": "deliveries",
        "mail": mail,
        "word": mail_word(mail.state),
        "kind": kind_label(mail.kind),
        "explanation": explanation(mail),
        "numbers": [number for number in mail.headers.get("X-Project", "").split(", ") if number],
        "can_steer": can_steer_mail(request.member),
        "can_retry": mail.state in actions.RETRIABLE,
        "can_resend": mail.state in HAS_LEFT and mail.kind == WEEKLY_UPDATE and mail.contact_id,
        "can_call_back": mail.state in (MailState.QUEUED, MailState.WITHHELD, MailState.FAILED),
    }
    return render(request, "mailing/delivery.html", context)


@require_safe
@xframe_options_sameorigin
def delivery_html(request, slug, pk):
    """The HTML of the mail, exactly the stored render, for the sandboxed frame."""
    mail = get_object_or_404(OutgoingMail.objects.only("organization_id", "html"), pk=pk)
    return HttpResponse(mail.html, headers=MAIL_HEADERS)


@require_POST
def retry(request, slug, pk):
    """Try again now."""
    mail = get_object_or_404(OutgoingMail, pk=pk)
    actions.retry_mail(mail=mail, by=request.member, now=clock.now())
    messages.success(request, _("The mail to %(to)s goes out now.") % {"to": mail.to_email})
    return redirect("mailing:delivery", slug, pk)


@require_POST
def call_back(request, slug, pk):
    """Stop it before it leaves."""
    mail = get_object_or_404(OutgoingMail, pk=pk)
    actions.call_back_mail(mail=mail, by=request.member, now=clock.now())
    messages.success(request, _("The mail to %(to)s is called back and will not be sent.") % {"to": mail.to_email})
    return redirect("mailing:delivery", slug, pk)
