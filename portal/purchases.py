"""The page on which a customer answers what differs between their order and our quote, or confirms the list.

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
from projects.actions.purchase_asking import asked_hash
from projects.choices import ReconciledSide
from projects.models import PurchaseRequest
from projects.queries.reconciliation import reconciliation_of
from projects.rules.lifecycle import is_open


class AnswerForm(forms.Form):
    """Who answers; the choices per line stand in the page under names of their own."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    comment = forms.CharField(
        label=gettext_lazy("What differs"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@private
@csrf_exempt  # without a referrer browsers send no origin either, and the token in the path is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def purchase(request, token):
    """Read what differs, say of each line which list is right, type a name; afterwards what was answered."""
    asked = _asked(request)
    project = asked.project
    ended = asked.revoked_at is not None or not asked.contact.is_active or not is_open(project.status)
    if asked.answered_at is None and (ended or asked.expires_at <= clock.now()):
        return _shown(request, token, asked, None, None, template="respond/change_order_gone.html", status=410)
    table = reconciliation_of(project)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and asked.answered_at is None and form.is_valid():
        try:
            _answer(request, asked, table, form.cleaned_data)
            return redirect("portal:purchase", token=token)
        except DomainError as error:
            add_refusal(form, error)
            table = reconciliation_of(project)
    elif request.method == "POST" and asked.answered_at is not None:
        return redirect("portal:purchase", token=token)
    return _shown(request, token, asked, table, form, status=422 if form.errors else 200)


def _asked(request):
    related = ("contact", "project__customer", "project__project_manager__user")
    asked = get_object_or_404(PurchaseRequest.objects.select_related(*related), pk=request.token_object_id)
    asked.project.organization = request.customer_organization
    return asked


def _answer(request, asked, table, values):
    items = [one.row.item for one in table.open_of(ReconciledSide.PURCHASED)]
    seen_hash, _seen_at = read_stamp(request.POST.get("stamp"))
    answers = {
        item: (request.POST.get(f"choice-{item}", ""), request.POST.get(f"comment-{item}", "")[:500])
        for item in [*items, "all"]
    }
    actions.answer_about_purchase(
        request=asked,
        name=values["name"],
        comment=values["comment"],
        answers=answers,
        by=Actor(asked.contact.name),
        now=clock.now(),
        seen_hash=seen_hash,
    )


def _shown(request, token, asked, table, form, *, template="respond/purchase.html", status=200):
    project = asked.project
    context = {
        "organization_name": request.customer_organization.name,
        "audience_line": _("For %s") % project.customer.name,
        "token": token,
        "asked": asked,
        "project": project,
        "manager": project.project_manager,
        "form": form,
    }
    if table is not None:
        differing = table.open_of(ReconciledSide.PURCHASED)
        context |= {
            "differing": [_line(request, one, bool(form.errors)) for one in differing],
            "has_list": table.purchase is not None,
            "sold": [_sold(row, project) for row in table.rows if row.sold and row.sold.kind != "hours"],
            "stamp": stamp(asked_hash(table), clock.now()),
        }
    return render(request, template, context, status=status)


def _line(request, one, is_refused):
    item = one.row.item
    chosen = request.POST.get(f"choice-{item}", "")
    return {
        "item": item,
        "name": (one.row.sold or one.row.purchased).description,
        "sold": one.row.sold,
        "ordered": one.row.purchased,
        "chosen": chosen,
        "comment": request.POST.get(f"comment-{item}", "")[:500],
        "is_missing": is_refused and not chosen,
    }


def _sold(row, project):
    """A sold line as the customer knows it; hours of a fixed price are ours alone."""
    item = row.sold
    hides = project.billing_model == "fixed_price" and item.kind == "labor"
    return {
        "name": item.description,
        "quantity": None if hides else item.quantity,
        "unit_price": None if hides else item.unit_price,
        "price": None if item.unit_price is None else item.quantity * item.unit_price,
    }
