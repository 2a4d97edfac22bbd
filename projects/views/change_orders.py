"""Change orders: written, proposed, approved by us, sent to the customer, answered."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from core.paper.answer import as_attachment
from core.stamps import read_stamp, stamp
from projects import actions, papers, permissions
from projects.actions.change_orders import FIELDS
from projects.choices import ChangeOrderState as State
from projects.choices import SigningStep
from projects.forms.scope import AskForm, ChangeOrderForm, ReasonForm, RecordForm, effort_lines
from projects.models import ChangeOrder
from projects.queries import scope as queries
from projects.queries.contacts import customer_people
from projects.rules.change_orders import OPEN
from projects.rules.sow import effort_hours, items
from projects.views.frame import address, find, frame
from projects.views.row_form import row_form
from projects.views.scope import may_write


@require_http_methods(["GET", "POST"])
def add(request, slug, number):
    """Write a new one."""
    project = find(request, number)
    _require_writer(request, project)
    form = ChangeOrderForm(request.POST or None)

    def save(values):
        actions.add_change_order(project=project, by=request.member, now=clock.now(), **values)

    back = f"{address(project, 'scope')}#changes"
    return row_form(
        request, project, form, save, title=_("New change order"), label=_("Save the draft"), back=back
    )


@require_http_methods(["GET", "POST"])
def edit(request, slug, number, pk):
    """Change a draft. What two people change at once is put before the second."""
    order = _find(request, number, pk)
    project = order.project
    _require_writer(request, project)
    initial = {name: getattr(order, name) for name in FIELDS} | {"effort": effort_lines(order.effort)}
    form = ChangeOrderForm(request.POST or None, initial=initial)

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        actions.update_change_order(order=order, by=request.member, now=clock.now(), seen=seen, **wanted)

    return row_form(
        request,
        project,
        form,
        save,
        title=str(order),
        label=_("Save the draft"),
        back=f"{address(project, 'change_order', order.pk)}#offer",
        row=order,
        fields=FIELDS,
    )


@require_GET
def show(request, slug, number, pk):
    """The offer, its signatures, and what may be done now."""
    return _page(request, _find(request, number, pk))


@require_GET
def pdf(request, slug, number, pk):
    """The customer's document as a file."""
    order = _find(request, number, pk)
    return as_attachment(papers.order_pdf(order), papers.order_name(order))


@require_POST
def propose(request, slug, number, pk):
    """Put the draft before the project manager."""
    order = _find(request, number, pk)
    try:
        actions.propose_change_order(order=order, by=request.member, now=clock.now())
    except InvalidInput as error:
        order.state = State.DRAFT
        return _page(request, order, problem=error.message, status=422)
    messages.success(request, _("%s is proposed. The project manager approves it for us.") % order.number)
    return redirect(request, address(order.project, "change_order", order.pk))


@require_POST
def approve(request, slug, number, pk):
    """Approve for us exactly the offer that was shown."""
    order = _find(request, number, pk)
    seen_hash, seen_at = read_stamp(request.POST.get("stamp"))
    ip = request.META.get("REMOTE_ADDR", "")
    actions.approve_change_order(
        order=order, by=request.member, now=clock.now(), seen_hash=seen_hash, seen_at=seen_at, address=ip
    )
    messages.success(request, _("%s is approved by us. Now ask the customer.") % order.number)
    return redirect(request, address(order.project, "change_order", order.pk))


@require_POST
def ask(request, slug, number, pk):
    """Mail the customer the link with which they answer."""
    order = _find(request, number, pk)
    form = AskForm(request.POST, contacts=customer_people(order.project))

    def act():
        mails = actions.ask_customer(order=order, contacts=form.chosen(), by=request.member, now=clock.now())
        return ngettext("Sent to %d person.", "Sent to %d people.", len(mails)) % len(mails)

    return _acted(request, order, form, act, "ask")


@require_POST
def record(request, slug, number, pk):
    """Record an approval that reached us another way."""
    order, form = _find(request, number, pk), RecordForm(request.POST)

    def act():
        actions.record_customer_approval(order=order, by=request.member, now=clock.now(), **form.cleaned_data)
        return _("%s is in force.") % order.number

    return _acted(request, order, form, act, "record")


@require_POST
def reject(request, slug, number, pk):
    """Turn it down, or record that the customer did."""
    order, form = _find(request, number, pk), ReasonForm(request.POST, prefix="reject")

    def act():
        actions.reject_change_order(order=order, by=request.member, now=clock.now(), **form.cleaned_data)
        return _("%s is rejected.") % order.number

    return _acted(request, order, form, act, "reject")


@require_POST
def withdraw(request, slug, number, pk):
    """Take it back."""
    order, form = _find(request, number, pk), ReasonForm(request.POST, prefix="withdraw")

    def act():
        actions.withdraw_change_order(order=order, by=request.member, now=clock.now(), **form.cleaned_data)
        return _("%s is withdrawn.") % order.number

    return _acted(request, order, form, act, "withdraw")


def _acted(request, order, form, act, name):
    if form.is_valid():
        try:
            messages.success(request, act())
            return redirect(request, address(order.project, "change_order", order.pk))
        except InvalidInput as error:
            add_refusal(form, error)
            order.refresh_from_db(fields=["state"])
    return _page(request, order, status=422, **{name: form})


def _find(request, number, pk):
    project = find(request, number)
    people = ("written_by__user", "proposed_by__user")
    order = get_object_or_404(ChangeOrder.objects.select_related(*people), project=project, pk=pk)
    order.project = project
    return order


def _require_writer(request, project):
    if not may_write(request, project):
        raise NotAllowed(_("The lead tech and the project manager write the scope."))


def _page(request, order, status=200, problem="", **forms):
    project, manages = order.project, permissions.can_approve_change(request.member, order.project)
    contacts = customer_people(project)
    signatures = list(order.signatures.select_related("member__user"))
    by_step = queries.approvals_in(signatures)
    internal = by_step.get(SigningStep.INTERNAL)
    context = frame(request, project, "scope") | {
        "order": order,
        "problem": problem,
        "scope": queries.scope_of(project),
        "hours": effort_hours(order.effort),
        "added": items(order.added),
        "removed": items(order.removed),
        "signatures": signatures,
        "same_person": bool(internal and internal.member_id == order.proposed_by_id),
        "requests": order.requests.select_related("contact", "asked_by__user"),
        "is_undecided": order.state in OPEN,
        "is_whole": queries.is_whole(order),
        "can_write": may_write(request, project),
        "can_decide": manages and order.state in (State.PROPOSED, State.APPROVED_INTERNAL),
        "stamp": stamp(order.content_hash, clock.now()) if manages and order.state == State.PROPOSED else "",
        "ask": forms.get("ask") or AskForm(contacts=contacts, initial={"contacts": _usual(contacts)}),
        "record": forms.get("record") or RecordForm(),
        "reject": forms.get("reject") or ReasonForm(prefix="reject"),
        "withdraw": forms.get("withdraw") or ReasonForm(prefix="withdraw"),
        "open_forms": set(forms),
    }
    return render(request, "projects/scope/order.html", context, status=status)


def _usual(contacts):
    """Who signs for the customer, as far as it is known."""
    return [str(contact.pk) for contact in contacts if contact.email and contact.role == "signer"]
