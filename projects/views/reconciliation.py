"""Sold, purchased, SoW and BoM side by side: record the customer's list, ask about what differs, resolve it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from deals.models import DealLine
from files.queries import files_of_project
from projects import actions, permissions
from projects.actions.purchases import LINE_FIELDS
from projects.actions.reconciling import can_resolve
from projects.choices import ReconciledSide
from projects.forms.reconciliation import PurchaseForm, PurchaseLineForm, ResolveForm
from projects.forms.scope import AskForm
from projects.models import ChangeOrder, PurchaseLine, PurchaseRequest
from projects.queries.contacts import customer_people
from projects.queries.reconciliation import reconciliation_of
from projects.rules.lifecycle import is_open
from projects.views.frame import address, find, frame
from projects.views.row_form import row_form


@require_GET
def table(request, slug, number):
    """The three-way table: what differs first, then the lines that agree."""
    return _page(request, find(request, number))


@require_http_methods(["GET", "POST"])
def record(request, slug, number):
    """The signed quote or order, with its file; matching, it confirms all lines."""
    project = _manageable(request, number)
    documents = list(files_of_project(project))
    deal = project.deal
    initial = {"kind": "purchase_order" if deal and deal.po_number else "signed_quote"}
    initial["reference"] = deal.po_number or deal.signed_reference if deal else ""
    papers = [one for one in documents if one.kind in ("signed_quote", "purchase_order")]
    initial["document"] = str(papers[0].pk) if papers else ""
    form = PurchaseForm(request.POST or None, request.FILES or None, documents=documents, initial=initial)

    def save(_values):
        actions.record_purchase(project=project, by=request.member, now=clock.now(), **form.values())

    return row_form(
        request,
        project,
        form,
        save,
        title=_("What the customer signed"),
        label=_("Record it"),
        back=f"{address(project, 'reconciliation')}#purchase",
    )


@require_POST
def ask(request, slug, number):
    """Mail the customer the link with which they answer what differs."""
    project = _manageable(request, number)
    form = AskForm(request.POST, contacts=customer_people(project))
    if form.is_valid():
        try:
            mails = actions.ask_about_purchase(
                project=project, contacts=form.chosen(), by=request.member, now=clock.now()
            )
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(
                request, ngettext("Sent to %d person.", "Sent to %d people.", len(mails)) % len(mails)
            )
            return redirect(request, address(project, "reconciliation"))
    return _page(request, project, ask=form, status=422)


@require_http_methods(["GET", "POST"])
def add_line(request, slug, number):
    """A line more on the customer's list."""
    project = _manageable(request, number)
    purchase = _current(project)

    def save(values):
        actions.add_purchase_line(purchase=purchase, by=request.member, now=clock.now(), **values)

    form = PurchaseLineForm(request.POST or None, sold=_sold(project))
    return row_form(
        request,
        project,
        form,
        save,
        title=_("A line of the order"),
        label=_("Add the line"),
        back=_back(project),
    )


@require_http_methods(["GET", "POST"])
def edit_line(request, slug, number, pk):
    """What the customer's list says of this line, and which sold line it belongs to."""
    project = _manageable(request, number)
    line = get_object_or_404(PurchaseLine, purchase=_current(project), pk=pk)
    line.purchase.project = project
    initial = {name: getattr(line, name) for name in LINE_FIELDS} | {"sold_line": str(line.sold_line_id or "")}
    form = PurchaseLineForm(request.POST or None, sold=_sold(project), initial=initial)

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        actions.update_purchase_line(line=line, by=request.member, now=clock.now(), seen=seen, **wanted)

    return row_form(
        request,
        project,
        form,
        save,
        title=_("A line of the order"),
        label=_("Save the line"),
        back=_back(project),
        row=line,
        fields=[name for name in LINE_FIELDS if name != "sold_line"],
        delete_url=address(project, "delete_purchase_line", line.pk),
        delete_label=_("Take it off the order"),
    )


@require_POST
def delete_line(request, slug, number, pk):
    """Take a line off the customer's list."""
    project = _manageable(request, number)
    line = get_object_or_404(PurchaseLine, purchase=_current(project), pk=pk)
    line.purchase.project = project
    actions.remove_purchase_line(line=line, by=request.member, now=clock.now())
    messages.success(request, _("“%s” is off the order.") % line.description)
    return redirect(request, _back(project))


@require_http_methods(["GET", "POST"])
def resolve(request, slug, number, side, item):
    """Corrected, accepted, or a change order: by name."""
    project = find(request, number)
    found = reconciliation_of(project).find(item, side)
    if found is None or found.resolution is not None:
        raise Http404
    if not can_resolve(request.member, project, side):
        raise NotAllowed(_("The project manager resolves what the customer purchased."))
    orders = ChangeOrder.objects.filter(project=project).exclude(state__in=("rejected", "withdrawn"))
    is_hours = item.startswith("hours-")
    form = ResolveForm(request.POST or None, orders=orders, correctable=not is_hours)

    def save(values):
        actions.resolve_difference(
            project=project, item=item, side=side, by=request.member, now=clock.now(), **values
        )

    return row_form(
        request,
        project,
        form,
        save,
        title=found.said,
        label=_("Resolve it"),
        back=_back(project),
    )


def _page(request, project, *, ask=None, status=200):
    found = reconciliation_of(project)
    may_manage = permissions.can_manage_project(request.member, project) and is_open(project.status)
    may_scope = permissions.can_write_scope(request.member, project) and is_open(project.status)
    contacts = customer_people(project) if may_manage else []
    asked = found.open_of(ReconciledSide.PURCHASED)
    usual = [str(one.pk) for one in contacts if one.email and one.role == "signer"]
    differing = {one.row.item for one in found.judged}
    context = frame(request, project, "scope") | {
        "purchase": found.purchase,
        "judged": [_shown(one, may_manage, may_scope) for one in found.judged],
        "open_count": sum(1 for one in found.judged if one.resolution is None),
        "agreeing": [_line(row) for row in found.rows if row.item not in differing],
        "may_manage": may_manage,
        "requests": PurchaseRequest.objects.filter(project=project, revoked_at=None).select_related(
            "contact", "asked_by__user"
        ),
        "can_ask": may_manage and bool(asked or (found.purchase is None and found.rows)),
        "ask_count": len(asked),
        "ask": ask or AskForm(contacts=contacts, initial={"contacts": usual}),
        "telling": may_manage,  # this page has its own primary
    }
    return render(request, "projects/scope/reconciliation.html", context, status=status)


def _shown(one, may_manage, may_scope):
    is_purchase = one.difference.side == ReconciledSide.PURCHASED
    may = may_manage if is_purchase else may_scope
    return {
        "one": one,
        "line": _line(one.row),
        "side": ReconciledSide(one.difference.side).label,
        "marked": set(one.difference.fields) if one.difference.fields else {"quantity"},
        "is_purchase": is_purchase,
        "may_resolve": may and one.resolution is None,
        "editable": may_manage and one.row.purchased is not None and is_purchase,
    }


def _line(row):
    named = row.sold or row.purchased or row.scope
    return {
        "row": row,
        "name": named.description,
        "level": named.key if named.kind == "hours" else "",
        "is_hours": named.kind == "hours",
        "sku": named.sku,
    }


def _manageable(request, number):
    project = find(request, number)
    if not permissions.can_manage_project(request.member, project):
        raise NotAllowed(_("The project's manager records what the customer purchased."))
    return project


def _current(project):
    return get_object_or_404(project.purchases, replaced_at=None)


def _sold(project):
    return DealLine.objects.filter(deal=project.deal_id).order_by("position")


def _back(project):
    return f"{address(project, 'reconciliation')}#differences"
