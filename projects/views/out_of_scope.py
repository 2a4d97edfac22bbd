"""The tab “Out of scope”: items with their running total, capturing in two taps, one item and what may be done with it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import DomainError, InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from projects import actions, permissions
from projects.actions.out_of_scope import ESTIMATE, FIELDS
from projects.choices import OutOfScopeMode
from projects.forms.out_of_scope import CaptureForm, EstimateForm
from projects.mails import out_of_scope_rows
from projects.models import OutOfScopeItem, Task
from projects.queries import out_of_scope as queries
from projects.rules.lifecycle import is_open
from projects.rules.out_of_scope import Standing, standing
from projects.views.frame import address, find, frame
from projects.views.out_of_scope_offers import can_estimate, form_of, offers
from projects.views.row_form import row_form

ACTS = {
    "tell": actions.notify_of_extra,
    "told": actions.record_told_of_extra,
    "approve": actions.record_extra_approval,
    "decline": actions.decline_extra,
    "dispute": actions.dispute_extra,
    "settle": actions.settle_extra,
    "start": actions.start_extra,
    "emergency": actions.start_extra,
    "complete": actions.complete_extra,
    "release": actions.release_extra,
    "invoice": actions.invoice_extra,
    "absorb": actions.absorb_extra,
    "promote": actions.promote_extra,
    "enlarge": actions.promote_extra,
    "withdraw": actions.withdraw_extra,
}


@require_GET
def out_of_scope(request, slug, number):
    """Every item, the running total, and what the terms say."""
    project = find(request, number)
    items, now = queries.items_of(project), clock.now()
    logged = queries.logged_on(items)
    for item in items:
        item.logged = logged[item.pk].hours
        item.standing = _standing(item, now)
    context = frame(request, project, "out_of_scope") | {
        "items": items,
        "untold": [item for item in items if item.standing in ("owed", "overdue")],
        "running": queries.running_of(items),
        "terms": queries.terms(),
    }
    return render(request, "projects/out_of_scope/list.html", context)


@require_http_methods(["GET", "POST"])
def capture(request, slug, number):
    """Write it down; ``?task=`` says where it was met."""
    project = find(request, number)
    if not is_open(project.status):
        raise NotAllowed(_("%s has ended. Reopen it first.") % project.number)
    task = _task(project, request.GET.get("task"))
    initial = {"title": _("Extra work: %s") % task.title[:150]} if task else {}
    form = CaptureForm(request.POST or None, initial=initial)

    def save(values):
        item = actions.capture_extra(project=project, task=task, by=request.member, now=clock.now(), **values)
        messages.success(request, _("%s is written down.") % item.number)

    back = address(project, "plan") if task else address(project, "out_of_scope")
    return row_form(
        request,
        project,
        form,
        save,
        title=_("Work outside the scope"),
        label=_("Write it down"),
        back=f"{back}#task-{task.pk}" if task else f"{back}#items",
    )


@require_http_methods(["GET", "POST"])
def edit(request, slug, number, pk):
    """Its words, as long as the customer has not read them."""
    item = _find(request, number, pk)
    if not permissions.can_estimate_extra(request.member, item.project):
        raise NotAllowed(_("The lead tech and the project manager do this."))
    form = CaptureForm(request.POST or None, initial={name: getattr(item, name) for name in FIELDS})
    return _row(request, item, form, actions.update_extra, _("Save"), FIELDS)


@require_http_methods(["GET", "POST"])
def estimate(request, slug, number, pk):
    """What it takes and how the customer agrees."""
    item = _find(request, number, pk)
    if not permissions.can_estimate_extra(request.member, item.project):
        raise NotAllowed(_("The lead tech and the project manager do this."))
    initial = {name: getattr(item, name) for name in ESTIMATE}
    emergency = item.mode == OutOfScopeMode.EMERGENCY
    form = EstimateForm(request.POST or None, initial=initial, is_emergency=emergency)
    return _row(request, item, form, actions.estimate_extra, _("Save the estimate"), ESTIMATE)


@require_GET
def show(request, slug, number, pk):
    """One item: what it is, what the customer knows, and what may be done now."""
    return _page(request, _find(request, number, pk))


@require_POST
def act(request, slug, number, pk, verb):
    """Do one of ACTS; a refusal stands on the page beside its form."""
    item = _find(request, number, pk)
    form = form_of(verb, item, request.POST)
    if form is None or form.is_valid():
        values = form.cleaned_data if form else {}
        try:
            item = ACTS[verb](item=item, by=request.member, now=clock.now(), **values)
        except InvalidInput as error:
            if form is None:
                return _page(request, _again(request, item), problem=error.message, status=422)
            add_refusal(form, error)
        except NotAllowed:
            raise
        except DomainError as error:
            return _page(request, _again(request, item), problem=error.message, status=error.status)
        else:
            messages.success(request, _("%(item)s: %(state)s.") % _said(item))
            return redirect(request, address(item.project, "extra", item.pk))
    return _page(request, _again(request, item), status=422, **{verb: form})


def _said(item):
    return {"item": item.number, "state": item.get_state_display().lower()}


def _again(request, item):
    """What was refused may have been set on the row: read it afresh."""
    return _find(request, item.project.number, item.pk)


def _row(request, item, form, action, label, fields):
    project = item.project

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        action(item=item, by=request.member, now=clock.now(), seen=seen, **wanted)

    back = f"{address(project, 'extra', item.pk)}#item"
    shown = [name for name in fields if name in form.fields]
    return row_form(request, project, form, save, title=str(item), label=label, back=back, row=item, fields=shown)


def _page(request, item, problem="", status=200, **bound):
    project, now = item.project, clock.now()
    reasons = queries.change_reasons(item, queries.terms())
    context = frame(request, project, "out_of_scope")
    context |= {
        "item": item,
        "problem": problem,
        "reasons": [reason.value for reason in reasons] if can_estimate(request.member, item) else (),
        "standing": _standing(item, now),
        "logged": queries.logged_on([item])[item.pk],
        "signatures": item.signatures.select_related("member__user"),
        "requests": item.requests.select_related("contact", "asked_by__user"),
        "notice": out_of_scope_rows(queries.told(item), context["today"]) if item.content_hash else (),
        "can_estimate": can_estimate(request.member, item),
        "can_edit": can_estimate(request.member, item) and not item.content_hash and item.started_at is None,
        "offers": offers(request.member, item, reasons, bound),
    }
    return render(request, "projects/out_of_scope/item.html", context, status=status)


def _standing(item, now):
    """``owed``, ``overdue`` or ``told_late`` of begun work; empty when nothing is amiss."""
    if item.started_at is None:
        return ""
    found = standing(queries.telling_of(item), now)
    return "" if found == Standing.TOLD else found.value


def _find(request, number, pk):
    project = find(request, number)
    item = get_object_or_404(OutOfScopeItem.objects.select_related(*queries.PEOPLE), project=project, pk=pk)
    item.project = project
    return item


def _task(project, pk):
    if not pk:
        return None
    try:
        return get_object_or_404(Task, project=project, pk=pk)
    except ValidationError as error:
        raise Http404 from error
