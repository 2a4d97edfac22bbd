"""The customer's pages. Status pages answer GET only and write nothing; response pages act on POST only."""

import datetime as dt

from django import forms
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Membership
from accounts.queries import follows_updates
from core import clock
from customers.models import Contact
from portal import queries
from portal.actions import renew_status_link, start_mails, stop_mails
from portal.pages import private
from updates.mails import placeholder


class RenewForm(forms.Form):
    """The one question an expired link asks."""

    email = forms.EmailField(label=_("Your email address"), max_length=254)


def parse_day(value):
    """A date of the form ``2026-11-16``; ValueError (so: no such page) otherwise."""
    return dt.date.fromisoformat(value)


@private
@transaction.non_atomic_requests
@require_safe
def status(request, token):
    """The status page of one project."""
    organization = request.customer_organization
    page = queries.status_page(
        organization, request.status_link["project_id"], clock.today(organization.time_zone)
    )
    return render(
        request,
        "portal/status.html",
        {"page": page, "token": token, "organization_name": page.organization, "customer": page.customer},
    )


@private
@transaction.non_atomic_requests
@require_safe
def past_update(request, token, week_start):
    """A weekly update as it was sent, in its plain words."""
    sent = queries.sent_update(request.status_link["project_id"], week_start)
    if sent is None:
        raise Http404
    text = sent["text"].replace(placeholder(sent["update_id"]), request.build_absolute_uri(f"/portal/{token}/"))
    context = {"subject": sent["subject"], "text": text, "token": token}
    return render(request, "portal/past_update.html", context | _frame(request))


@private
@csrf_exempt  # without a referrer browsers send no origin either, and the token in the path is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request, token):
    """Ask for a fresh link. Whatever the address, the answer is the same."""
    form = RenewForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked:
        renew_status_link(link_id=request.token_object_id, email=form.cleaned_data["email"], now=clock.now())
    return render(request, "respond/renew.html", {"form": form, "asked": asked, "token": token} | _frame(request))


@private
@csrf_exempt  # RFC 8058: a mail program posts here without a cookie; the token in the path is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Stop the weekly mails of one reader: a button on GET, done on POST, however often."""
    reader = _reader(request)
    if request.method == "POST":
        stop_mails(reader=reader, now=clock.now())
        if "List-Unsubscribe" not in request.POST:
            return redirect("portal:unsubscribe", token=token)
    member = isinstance(reader, Membership)
    has_stopped = not follows_updates(reader) if member else reader.unsubscribed_at is not None
    context = {"reader": reader, "is_member": member, "has_stopped": has_stopped, "token": token}
    return render(request, "respond/unsubscribe.html", context | _frame(request))


@private
@csrf_exempt
@require_POST
def resubscribe(request, token):
    """Undo: the reader wants the updates again."""
    start_mails(reader=_reader(request))
    return redirect("portal:unsubscribe", token=token)


def _reader(request):
    """Whom the link stops: a contact, or a member of the organization that follows. 404 for neither."""
    contact = Contact.objects.filter(pk=request.token_object_id).first()
    if contact is not None:
        return contact
    mine = Membership.objects.filter(organization=request.customer_organization, is_active=True)
    return get_object_or_404(mine.select_related("user", "organization"), pk=request.token_object_id)


def _frame(request):
    return {"organization_name": request.customer_organization.name}
