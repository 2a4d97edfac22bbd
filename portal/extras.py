"""The page on which a customer approves one piece of out-of-scope work, or objects to what they were told of.

GET shows and changes nothing, POST answers. One answer per link.
"""

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from audit.actions import Actor
from core import clock
from core.errors import DomainError
from core.forms import add_refusal
from core.stamps import read_stamp, stamp
from portal.pages import private
from projects import actions
from projects.choices import OutOfScopeMode, OutOfScopeState
from projects.mails import out_of_scope_rows
from projects.models import OutOfScopeRequest
from projects.queries.out_of_scope import told
from projects.rules.lifecycle import is_open
from projects.rules.out_of_scope import may_turn

State = OutOfScopeState


class AnswerForm(forms.Form):
    """Who answers, and why when it is a no or an objection."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("If not: why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@private
@csrf_exempt  # without a referrer browsers send no origin either, and the token in the path is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def out_of_scope(request, token):
    """Read what it is and what it costs at most, type a name, answer; afterwards what was answered."""
    asked = _asked(request)
    if _has_gone(asked):
        return _shown(request, token, asked, None, template="respond/change_order_gone.html", status=410)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and not _asks(asked):
        return redirect("portal:out_of_scope", token=token)
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request, asked, form.cleaned_data)
            return redirect("portal:out_of_scope", token=token)
        except DomainError as error:
            add_refusal(form, error)
            asked.item.refresh_from_db(fields=["state"])
    return _shown(request, token, asked, form, status=422 if form.errors else 200)


def _has_gone(asked):
    """Ended without an answer, told anew in other words, or of a contact who has left."""
    ended = asked.revoked_at is not None or asked.expires_at <= clock.now()
    unanswered = asked.answered_at is None and (ended or not is_open(asked.item.project.status))
    return unanswered or not asked.item.content_hash or not asked.contact.is_active


def _asks(asked):
    """``approve``, ``object`` or nothing: what the link is for now."""
    item = asked.item
    if asked.answered_at is not None:
        return ""
    if item.mode == OutOfScopeMode.APPROVAL:
        return "approve" if item.state == State.NOTIFIED else ""
    return "object" if may_turn(item.state, State.DISPUTED) else ""


def _asked(request):
    related = ("contact", "item__project__customer", "item__project__project_manager__user")
    asked = get_object_or_404(OutOfScopeRequest.objects.select_related(*related), pk=request.token_object_id)
    asked.item.project.organization = request.customer_organization
    return asked


def _answer(request, asked, values):
    who = {"request": asked, "by": Actor(asked.contact.name), "now": clock.now()}
    if _asks(asked) == "object":
        actions.dispute_extra_as_customer(**who, **values)
    elif request.POST.get("answer") == "decline":
        actions.decline_extra_as_customer(**who, **values)
    else:
        seen_hash, seen_at = read_stamp(request.POST.get("stamp"))
        ip = request.META.get("REMOTE_ADDR", "")
        actions.approve_extra_as_customer(
            **who, name=values["name"], seen_hash=seen_hash, seen_at=seen_at, address=ip
        )


def _shown(request, token, asked, form, *, template="respond/out_of_scope.html", status=200):
    item = asked.item
    context = {
        "organization_name": request.customer_organization.name,
        "audience_line": _("For %s") % item.project.customer.name,
        "token": token,
        "item": item,
        "manager": item.project.project_manager,
        "form": form,
    }
    if item.content_hash:
        notice = told(item)
        context |= {
            "notice": notice,
            "rows": out_of_scope_rows(notice, clock.today(request.customer_organization.time_zone)),
            "asks": _asks(asked),
            "stamp": stamp(item.content_hash, clock.now()),
        }
    return render(request, template, context, status=status)
