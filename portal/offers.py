"""The page on which a customer approves or declines one change order. GET shows and changes nothing, POST answers."""

import json

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import Actor
from core import clock
from core.errors import DomainError
from core.forms import add_refusal
from core.paper.answer import as_attachment
from core.stamps import read_stamp, stamp
from portal.pages import private
from projects import actions, papers
from projects.choices import ChangeOrderState, SigningStep
from projects.mails import change_rows
from projects.models import ChangeOrderRequest


class AnswerForm(forms.Form):
    """Who answers, and why when it is a no."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("If you decline: why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@private
@csrf_exempt  # without a referrer browsers send no origin either, and the token in the path is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def change_order(request, token):
    """Read the offer, type a name, approve or decline; afterwards the answer that was given."""
    asked = _asked(request)
    order = asked.change_order
    if _has_gone(asked):
        return _gone(request, token, order)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and order.state == ChangeOrderState.APPROVED_INTERNAL and form.is_valid():
        try:
            _answer(request, asked, form.cleaned_data)
            return redirect("portal:change_order", token=token)
        except DomainError as error:
            add_refusal(form, error)
            order.refresh_from_db(fields=["state"])
    elif request.method == "POST" and order.state != ChangeOrderState.APPROVED_INTERNAL:
        return redirect("portal:change_order", token=token)
    return _shown(request, token, order, form, status=422 if form.errors else 200)


@private
@require_safe
def change_order_pdf(request, token):
    """The same offer as a file, with the signatures that stand under it."""
    asked = _asked(request)
    order = asked.change_order
    if _has_gone(asked):
        return _gone(request, token, order)
    return as_attachment(papers.order_pdf(order), papers.order_name(order))


def _has_gone(asked):
    return asked.revoked_at is not None or asked.expires_at <= clock.now() or not asked.contact.is_active


def _gone(request, token, order):
    return _shown(request, token, order, None, template="respond/change_order_gone.html", status=410)


def _asked(request):
    rows = ChangeOrderRequest.objects.select_related(
        "contact", "change_order__project__customer", "change_order__project__project_manager__user"
    )
    asked = get_object_or_404(rows, pk=request.token_object_id)
    asked.change_order.project.organization = request.customer_organization
    return asked


def _answer(request, asked, values):
    by, now = Actor(asked.contact.name), clock.now()
    if request.POST.get("answer") == "decline":
        actions.decline_as_customer(order=asked.change_order, by=by, now=now, **values)
        return
    seen_hash, seen_at = read_stamp(request.POST.get("stamp"))
    actions.approve_as_customer(
        order=asked.change_order,
        name=values["name"],
        by=by,
        now=now,
        seen_hash=seen_hash,
        seen_at=seen_at,
        address=request.META.get("REMOTE_ADDR", ""),
    )


def _shown(request, token, order, form, *, template="respond/change_order.html", status=200):
    offer = json.loads(order.content)
    today = clock.today(request.customer_organization.time_zone)
    signed = order.signatures.filter(step=SigningStep.CUSTOMER).first()
    context = {
        "organization_name": request.customer_organization.name,
        "audience_line": _("For %s") % order.project.customer.name,
        "token": token,
        "order": order,
        "offer": offer,
        "rows": change_rows(offer, today),
        "manager": order.project.project_manager,
        "form": form,
        "signed": signed,
        "is_open": order.state == ChangeOrderState.APPROVED_INTERNAL,
        "stamp": stamp(order.content_hash, clock.now()),
    }
    return render(request, template, context, status=status)
