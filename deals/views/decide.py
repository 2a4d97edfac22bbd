"""What is done about a deal, one POST each. Refusals go back to the page with their sentence."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.errors import InvalidInput
from customers.models import Customer
from deals import actions
from deals.actions.questions import refuse
from deals.choices import ChangeDecision, QuestionKind
from deals.models import Deal
from deals.queries import deciders

NEW = "new"
OWN = "answer-"


@require_POST
def confirm_customer(request, slug, pk):
    """``customer`` is an id, or "new"."""
    deal = get_object_or_404(Deal, pk=pk)
    chosen = request.POST.get("customer", "")
    if not chosen:
        raise InvalidInput(_("Choose a customer, or say that it is a new one."))
    customer = None if chosen == NEW else _customer(chosen)
    deal = actions.confirm_customer(deal=deal, customer=customer, by=request.member)
    messages.success(request, _("The deal is %(name)s’s.") % {"name": deal.customer.name})
    return redirect("deals:detail", slug, pk)


@require_POST
def assign(request, slug, pk):
    """``project_manager`` is the id of a member, or empty for nobody yet."""
    deal = get_object_or_404(Deal, pk=pk)
    chosen = request.POST.get("project_manager", "")
    person = _decider(request, chosen) if chosen else None
    actions.assign_deal(deal=deal, project_manager=person, by=request.member, now=clock.now())
    name = person.name if person else _("Whoever comes first")
    messages.success(request, _("%(name)s looks after the deal.") % {"name": name})
    return redirect("deals:detail", slug, pk)


@require_POST
def return_deal(request, slug, pk):
    """``ask`` with ``about`` in the same order, one for each line or item, and ``questions``, one a line."""
    deal = get_object_or_404(Deal, pk=pk)
    pairs = zip(request.POST.getlist("about"), request.POST.getlist("ask"), strict=False)
    questions = [{"about": about, "question": text} for about, text in pairs]
    questions += request.POST.get("questions", "").splitlines()
    actions.return_deal(deal=deal, questions=questions, by=request.member, now=clock.now())
    messages.success(request, _("The deal is back with sales."))
    return redirect("deals:detail", slug, pk)


@require_POST
def answer_questions(request, slug, pk):
    """Sales answers each question (``answer-<id>``), or all of them at once (``answer``)."""
    deal = get_object_or_404(Deal, pk=pk)
    actions.answer_questions(
        deal=deal,
        answer=request.POST.get("answer", ""),
        answers={name.removeprefix(OWN): text for name, text in request.POST.items() if name.startswith(OWN)},
        by=request.member,
        now=clock.now(),
    )
    messages.success(request, _("The project manager has your answer."))
    return redirect("deals:detail", slug, pk)


@require_POST
def recall(request, slug, pk):
    """Ask a salesperson who was released."""
    deal = get_object_or_404(Deal, pk=pk)
    question, about = request.POST.get("question", ""), request.POST.get("about", "")
    actions.ask_sales(deal=deal, question=question, about=about, by=request.member, now=clock.now())
    messages.success(request, _("Sales has your question."))
    return redirect(f"{deal.get_absolute_url()}#recalls")


@require_POST
def answer_recall(request, slug, pk, question):
    """Sales answers it."""
    deal = get_object_or_404(Deal, pk=pk)
    row = get_object_or_404(deal.asked, pk=question, kind=QuestionKind.RECALL)
    answer = request.POST.get("answer", "")
    actions.answer_recall(question=row, answer=answer, by=request.member, now=clock.now())
    messages.success(request, _("%(name)s has your answer.") % {"name": row.asked_by.name})
    return redirect(f"{deal.get_absolute_url()}#recalls")


@require_POST
def settle_change(request, slug, pk):
    """``decision`` "applied" or "refused" (with ``reason``) about one ``part`` of what came in after the decision."""
    deal, part = get_object_or_404(Deal, pk=pk), request.POST.get("part", "")
    told = {"deal": deal, "part": part, "by": request.member, "now": clock.now()}
    if request.POST.get("decision") == ChangeDecision.APPLIED:
        actions.apply_change(**told)
        messages.success(request, _("Applied: the deal says it now."))
    else:
        actions.refuse_change(reason=request.POST.get("reason", ""), **told)
        messages.success(request, _("Refused: the deal stays as it was agreed."))
    return redirect(f"{deal.get_absolute_url()}#settled")


@require_POST
def decline_deal(request, slug, pk):
    """With a reason."""
    deal = get_object_or_404(Deal, pk=pk)
    reason = request.POST.get("reason", "")
    if not reason.strip():
        refuse("/reason", _("Say why, such as “Outside our service area”."))
    actions.decline_deal(deal=deal, reason=reason, by=request.member, now=clock.now())
    messages.success(request, _("The deal is declined."))
    return redirect("deals:detail", slug, pk)


@require_POST
def mark_not_a_project(request, slug, pk):
    """With the request type and the ticket's reference."""
    deal = get_object_or_404(Deal, pk=pk)
    actions.mark_not_a_project(
        deal=deal,
        request_type=request.POST.get("request_type", ""),
        reference=request.POST.get("reference", ""),
        by=request.member,
        now=clock.now(),
    )
    messages.success(request, _("The deal is filed as another request."))
    return redirect("deals:detail", slug, pk)


def _decider(request, chosen):
    found = {str(person.pk): person for person in deciders(request.organization)}.get(chosen)
    if found is None:
        raise InvalidInput(_("Choose a project manager, service manager or owner."))
    return found


def _customer(chosen):
    try:
        return Customer.objects.get(pk=chosen)
    except (Customer.DoesNotExist, ValueError) as error:
        raise InvalidInput(_("That customer does not exist.")) from error
