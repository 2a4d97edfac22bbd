"""Typing a deal in, and changing an open one. Rows are added by a button that needs no script."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.choices import Role
from accounts.queries import members
from audit.queries import events
from core import clock
from core.errors import InvalidInput, NotAllowed
from core.formats import format_moment
from core.forms import add_refusal
from customers.queries import customers
from deals import actions, forms, queries
from deals.actions.intake import FORM_SOURCE
from deals.differences import reading
from deals.permissions import can_edit_deals
from deals.telling import told

PREFIXES = {"lines": forms.LineFormSet, "contacts": forms.ContactFormSet}
NAMES_OFFERED = 500
BEGINS_WITH = {"lines": "description", "contacts": "name"}
MANY_LINES = 6  # of a longer deal only what is new or wrong stands open
form_page = require_http_methods(["GET", "POST"])


@form_page
def new_deal(request, slug):
    """Hand over a deal that no other system sends."""
    me = request.member.email if request.member.has_role(Role.SALES) else ""
    initial = {"currency": request.organization.currency, "salesperson_email": me}

    def save(body, customer):
        payload = body | {"source": FORM_SOURCE, "external_id": actions.new_external_id()}
        return actions.receive_deal(payload=payload, by=request.member, now=clock.now(), customer=customer)

    context = {"title": _("Hand over a closed deal"), "verb": _("Hand over the deal")}
    return _form_page(request, slug, save, initial=initial, rows={"lines": [], "contacts": []}, context=context)


@form_page
def edit_deal(request, slug, pk):
    """Complete or correct an open deal."""
    deal = queries.deal_by_id(request.organization, pk)
    if deal is None:
        raise Http404

    def save(body, customer):
        named = body["customer"] | {"external_id": deal.customer_external_id}
        seen = request.POST.get("seen") or None
        return actions.edit_deal(
            deal=deal, payload=body | {"customer": named}, by=request.member, customer=customer, seen=seen
        )

    rows = {
        "lines": _rows(deal.lines.all(), forms.LineForm),
        "contacts": _rows(deal.contacts.all(), forms.ContactForm),
    }
    context = {"title": _("Edit %(title)s") % {"title": deal.title}, "verb": _("Save the deal"), "deal": deal}
    context["seen"] = request.POST.get("seen") or reading(deal.payload)
    return _form_page(request, slug, save, initial=forms.initial_from(deal), rows=rows, context=context)


def _form_page(request, slug, save, *, initial, rows, context):
    """GET shows the form, POST saves it, ``add`` shows it again with one row more."""
    if not can_edit_deals(request.member):
        raise NotAllowed(_("Your roles do not let you change deals."))
    offered = {
        "salespeople": salespeople(request, initial.get("salesperson_email")),
        "home_currency": request.organization.currency,
    }
    added = request.POST.get("add")
    if request.method == "GET" or added in PREFIXES:
        data = request.POST if added else None
        form = forms.DealForm(initial=data.dict() if data else initial, **offered)
        sets = {name: _unbound(name, data, rows[name], added) for name in PREFIXES}
        return _render(request, form, sets, context)
    form = forms.DealForm(request.POST, **offered)
    sets = {name: kind(request.POST, prefix=name) for name, kind in PREFIXES.items()}
    if all([form.is_valid(), *(rows.is_valid() for rows in sets.values())]):
        body = forms.body_from(form.cleaned_data, sets["lines"].values(), sets["contacts"].values())
        try:
            received = save(body, _named_customer(request, body["customer"]["name"]))
            messages.success(request, _("Saved: %(title)s") % {"title": received.deal.title})
            return redirect("deals:detail", slug, received.deal.pk)
        except InvalidInput as error:
            add_refusal(form, error)
        except actions.ChangedMeanwhile as error:
            return _render(request, form, sets, context | _faster(request, error, body), status=409)
    return _render(request, form, sets, context, status=422)


def _faster(request, error, body):
    """What the page says to the second of two; saved once more, theirs gives way."""
    deal = error.deal
    changes = [told(change.plain(), body, deal.payload) for change in error.changes]
    return {"faster": last_change(request, deal) | {"changes": changes}, "seen": reading(deal.payload)}


def last_change(request, deal):
    """Who changed the deal last and when, in words."""
    last = events(request.organization, obj=deal).first()
    when = format_moment(last.at if last else deal.updated_at, clock.now(), request.organization.zone)
    return {"who": last.actor_name if last else _("Somebody"), "when": when}


def _unbound(name, data, stored, added):
    """The rows as stored or typed, with blank ones to fill."""
    kind = PREFIXES[name]
    rows = stored if data is None else forms.typed_rows(data, name, kind.form.base_fields)
    formset = kind(prefix=name, initial=rows)
    formset.extra = 1 if data is None or added == name else 0
    if added == name:
        formset.forms[-1].fields[BEGINS_WITH[name]].widget.attrs["autofocus"] = True
    return formset


def _fold(lines):
    """Close what a long deal has already, so that a phone shows the line that is typed and not sixty others."""
    for row in lines:
        is_wrong = row.is_bound and row.errors
        row.is_folded = len(lines) > MANY_LINES and bool(row["description"].value()) and not is_wrong


def _render(request, form, sets, context, *, status=200):
    names = customers(request.organization).order_by("name").values_list("name", flat=True)[:NAMES_OFFERED]
    _fold(sets["lines"])
    wrong = sum(len(part.errors) for part in (form, *(row for rows in sets.values() for row in rows)))
    page = {"nav_key": "deals", "form": form, "names": names, "error_count": wrong, **sets, **context}
    return render(request, "deals/form.html", page, status=status)


def salespeople(request, current):
    """``(email, name)`` of the members, those who sell first; an address that is no member's stays in the list."""
    found = sorted(members(request.organization), key=lambda member: Role.SALES not in member.roles)
    choices = [(member.email, member.name) for member in found]
    if current and current not in {email for email, _name in choices}:
        choices.append((current, _("%(email)s, not a member") % {"email": current}))
    return choices


def _named_customer(request, name):
    return customers(request.organization, archived=None).filter(name__iexact=name).first()


def _rows(rows, form):
    return [{name: getattr(row, name) for name in form.base_fields if hasattr(row, name)} for row in rows]
