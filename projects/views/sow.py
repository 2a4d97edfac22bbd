"""One version of the SoW: written, reviewed, signed, compared, printed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from core.paper.answer import as_attachment
from core.stamps import read_stamp, stamp
from deals.choices import BillingModel
from projects import actions, papers, permissions
from projects.actions.sow import FIELDS
from projects.choices import SigningStep, SowState
from projects.forms.scope import ReasonForm, SowForm, effort_lines
from projects.models import Sow
from projects.queries import scope as queries
from projects.rules import sow as rules
from projects.views.frame import address, find, frame
from projects.views.row_form import row_form
from projects.views.scope import may_write


@require_POST
def start(request, slug, number):
    """A new draft, and on to its form."""
    project = find(request, number)
    sow = actions.start_sow(project=project, by=request.member, now=clock.now())
    return redirect(request, address(project, "edit_sow", sow.pk))


@require_GET
def show(request, slug, number, pk):
    """The document with its signatures and what may be done now."""
    return _page(request, _find(request, number, pk), ReasonForm())


@require_http_methods(["GET", "POST"])
def edit(request, slug, number, pk):
    """Change a draft. What two people change at once is put before the second."""
    sow = _find(request, number, pk)
    project = sow.project
    if not may_write(request, project):
        raise NotAllowed(_("The lead tech and the project manager write the scope."))
    initial = {name: getattr(sow, name) for name in FIELDS} | {"effort": effort_lines(sow.effort)}
    form = SowForm(request.POST or None, initial=initial)

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        actions.update_sow(sow=sow, by=request.member, now=clock.now(), seen=seen, **wanted)

    return row_form(
        request,
        project,
        form,
        save,
        title=_("SoW version %d") % sow.number,
        label=_("Save the draft"),
        back=f"{address(project, 'sow', sow.pk)}#document",
        row=sow,
        fields=FIELDS,
    )


@require_POST
def submit(request, slug, number, pk):
    """Put the draft before its two reviewers."""
    sow = actions.submit_sow(sow=_find(request, number, pk), by=request.member, now=clock.now())
    messages.success(
        request, _("SoW version %d is in review. Lead tech and project manager sign it.") % sow.number
    )
    return redirect(request, address(sow.project, "sow", sow.pk))


@require_POST
def approve(request, slug, number, pk):
    """Sign as lead tech or as project manager exactly the text that was shown."""
    sow = _find(request, number, pk)
    seen_hash, seen_at = read_stamp(request.POST.get("stamp"))
    sow = actions.approve_sow(
        sow=sow,
        by=request.member,
        now=clock.now(),
        step=request.POST.get("step", ""),
        seen_hash=seen_hash,
        seen_at=seen_at,
        address=request.META.get("REMOTE_ADDR", ""),
    )
    done = sow.state == SowState.APPROVED
    text = (
        _("SoW version %d is approved and in force.")
        if done
        else _("Signed. Version %d waits for the other review.")
    )
    messages.success(request, text % sow.number)
    return redirect(request, address(sow.project, "sow", sow.pk))


@require_POST
def reject(request, slug, number, pk):
    """Send the version back with a reason."""
    sow, form = _find(request, number, pk), ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.reject_sow(sow=sow, reason=form.cleaned_data["reason"], by=request.member, now=clock.now())
            messages.success(request, _("Sent back. The next draft begins with these words."))
            return redirect(request, address(sow.project, "sow", sow.pk))
        except InvalidInput as error:
            add_refusal(form, error)
    return _page(request, sow, form, status=422)


@require_GET
def compare(request, slug, number, pk):
    """This version beside another one (``?with=<number>``, by default the one before), line by line."""
    sow = _find(request, number, pk)
    others = [row for row in queries.sows_of(sow.project) if row.pk != sow.pk]
    wanted = request.GET.get("with", "")
    before = next((row for row in others if str(row.number) == wanted), None) or next(
        (row for row in others if row.number < sow.number), None
    )
    if before is None:
        raise Http404
    context = frame(request, sow.project, "scope") | {
        "sow": sow,
        "before": before,
        "others": others,
        "sections": _differences(queries.frozen(before), queries.frozen(sow)),
    }
    return render(request, "projects/scope/compare.html", context)


@require_GET
def paper(request, slug, number, pk):
    """The customer's document for the printer."""
    sow = _find(request, number, pk)
    return render(request, "projects/scope/paper.html", papers.paper_of(sow) | {"printed_at": clock.now()})


@require_GET
def pdf(request, slug, number, pk):
    """The customer's document as a file."""
    sow = _find(request, number, pk)
    return as_attachment(papers.sow_pdf(sow), papers.sow_name(sow))


def _find(request, number, pk):
    project = find(request, number)
    sow = get_object_or_404(
        Sow.objects.select_related("written_by__user", "submitted_by__user", "rejected_by__user", "change_order"),
        project=project,
        pk=pk,
    )
    sow.project = project
    return sow


def _page(request, sow, form, status=200):
    project, document = sow.project, queries.frozen(sow)
    signatures = list(sow.signatures.all())
    signed = {row.step for row in signatures}
    steps = _steps(request, sow, signed)
    signers = {row.member_id for row in signatures if row.step in rules.REVIEWS}
    context = frame(request, project, "scope") | {
        "sow": sow,
        "document": document,
        "words": queries.words_of(document),
        "effort": document["effort"],
        "hours": rules.effort_hours(document["effort"]),
        "basis": BillingModel(document["price_basis"]).label,
        "signatures": signatures,
        "one_person": signed.issuperset(rules.REVIEWS) and len(signers) == 1,
        "steps": steps,
        "waiting_for": [step.label for step in rules.REVIEWS if step not in signed],
        "is_whole": queries.is_whole(sow),
        "stamp": stamp(sow.content_hash, clock.now()) if steps else "",
        "gaps": _gaps(sow) if sow.state == SowState.DRAFT else (),
        "can_write": may_write(request, project),
        "can_review": bool(steps) or (sow.state == SowState.IN_REVIEW and _may_review(request, project)),
        "has_before": sow.number > 1,
        "form": form,
    }
    return render(request, "projects/scope/sow.html", context, status=status)


def _steps(request, sow, signed):
    """``[(step, label)]`` that the reader may sign now."""
    if sow.state != SowState.IN_REVIEW:
        return []
    return [
        (step.value, SigningStep(step).label)
        for step in rules.REVIEWS
        if step not in signed and permissions.can_review_sow(request.member, sow.project, step)
    ]


def _may_review(request, project):
    return any(permissions.can_review_sow(request.member, project, step) for step in rules.REVIEWS)


def _gaps(sow):
    names = dict(rules.SECTIONS) | {"effort": _("Hours")}
    return [names[gap] for gap in rules.missing(queries.document_of(sow))]


def _differences(before, after):
    """``[(label, pairs)]`` of every section; sections without a word in either are left out."""
    found = [
        (label, rules.side_by_side(before.get(name, ""), after.get(name, "")))
        for name, label in (*rules.SECTIONS, *rules.LINES)
    ]
    found.append((_("Hours"), rules.side_by_side(effort_lines(before["effort"]), effort_lines(after["effort"]))))
    prices = [f"{document['price']} {document['currency']}" for document in (before, after)]
    found.append((_("Price"), rules.side_by_side(*prices)))
    return [(label, pairs) for label, pairs in found if pairs]
