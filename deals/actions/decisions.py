"""Deciding about a deal: who buys, back to sales, no, not a project, accepted. One transaction each, with audit row."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent
from audit.actions import record
from core.errors import DomainError, NotAllowed
from customers.actions import add_contact, add_site
from customers.choices import ContactRole
from customers.models import Contact
from deals import rules
from deals.actions import facts
from deals.actions.questions import ask, cleaned_questions, refuse
from deals.choices import DealState, QuestionKind, RequestType
from deals.mails import deal_returned
from deals.permissions import can_decide_deals
from notices.actions import notify


@transaction.atomic
def confirm_customer(*, deal, customer, by):
    """Say whose deal it is; ``customer`` None creates one of the deal's name (InvalidInput when taken).

    The source's id of the customer is remembered, so that its next deal needs no question.
    """
    facts.require_editor(by)
    deal = facts.locked(deal)
    facts.require_open(deal)
    before = deal.customer.name if deal.customer_id else None
    facts.link(deal, customer or facts.new_customer(deal, by=by))
    facts.refresh(deal, revive=False, by=by)
    changes = {"customer": [before, deal.customer.name]}
    record(by=by, verb="deal.customer_confirmed", obj=deal, customer=deal.customer_id, changes=changes)
    return deal


@transaction.atomic
def return_deal(*, deal, questions, by, now):
    """Send the deal back to sales with one consolidated list of questions; the salesperson gets it by mail.

    A question is a text, or ``{"about", "question"}`` with the line or item it is about.
    """
    asked = cleaned_questions(questions)
    deal = _decidable(deal, by, DealState.RETURNED)
    deal.state, deal.answer = DealState.RETURNED, ""
    deal.returned_at, deal.returned_by, deal.returns = now, by, deal.returns + 1
    deal.questions = ask(deal, QuestionKind.RETURN, deal.returns, asked, by=by, now=now)
    deal.save()
    record(
        by=by,
        verb="deal.returned",
        obj=deal,
        customer=deal.customer_id,
        at=now,
        changes={"questions": [None, deal.questions]},
    )
    deal_returned(deal, by=by)
    notify(
        members=[deal.salesperson],
        event=NotificationEvent.DEAL_RETURNED,
        text=_("“%(deal)s” came back with questions.") % {"deal": deal.title},
        url=reverse("deals:detail", args=[by.organization.slug, deal.pk]),
        by=by,
        now=now,
        mailed=True,
    )
    return deal


@transaction.atomic
def decline_deal(*, deal, reason, by, now):
    """We do not do this; ``reason`` is kept. The page asks for one; a program may have none."""
    deal = _decidable(deal, by, DealState.DECLINED)
    deal.state, deal.decline_reason = DealState.DECLINED, reason.strip()[:300]
    deal.save()
    changes = {"reason": [None, deal.decline_reason]}
    record(by=by, verb="deal.declined", obj=deal, customer=deal.customer_id, at=now, changes=changes)
    return deal


@transaction.atomic
def mark_not_a_project(*, deal, request_type, reference, by, now):
    """The deal is another kind of request; ``reference`` is the ticket that carries it on."""
    kind = request_type.strip().lower().replace("-", "_").replace(" ", "_")
    if kind not in RequestType.values:
        refuse("/request_type", _("Choose one of: %(types)s.") % {"types": ", ".join(RequestType.values)})
    if not reference.strip():
        refuse("/reference", _("Name the ticket that carries it on, such as T-20881."))
    deal = _decidable(deal, by, DealState.NOT_A_PROJECT)
    deal.state, deal.other_request_type, deal.other_reference = (
        DealState.NOT_A_PROJECT,
        kind,
        reference.strip()[:120],
    )
    deal.save()
    changes = {"request_type": [None, kind], "reference": [None, deal.other_reference]}
    record(by=by, verb="deal.not_a_project", obj=deal, customer=deal.customer_id, at=now, changes=changes)
    return deal


@transaction.atomic
def mark_accepted(*, deal, by, now, project_manager=None):
    """Close the intake: the deal is accepted and its people and sites are the customer's.

    Called by ``projects.actions.accept_deal``, first thing, because it locks the deal. ``project_manager`` is who
    has it from now on. Raises
    DomainError ``deal_not_ready`` with ``missing`` while something is missing, ``deal_decided``
    when somebody was faster. Returns the deal as it is now.
    """
    _require_decider(by)
    deal = facts.locked(deal)
    facts.require_open(deal)
    if deal.salesperson_id is None and deal.salesperson_email:
        deal.salesperson = facts.member_by_email(deal.salesperson_email)
    lacking = facts.refresh(deal, revive=False, by=by)
    if lacking:
        told = [{"code": item.code, "detail": str(item.detail)} for item in lacking]
        raise DomainError("deal_not_ready", _("The deal is not ready: something is missing."), missing=told)
    if not rules.may_become(deal.state, DealState.ACCEPTED):
        raise DomainError("deal_returned", _("The deal is with sales until they answer."), missing=[])
    deal.state, deal.accepted_at, deal.accepted_by = DealState.ACCEPTED, now, by
    deal.project_manager = project_manager or deal.project_manager
    deal.save()
    _adopt(deal, by)
    record(by=by, verb="deal.accepted", obj=deal, customer=deal.customer_id, at=now)
    return deal


def _adopt(deal, by):
    """Make the people and sites named in the deal contacts and sites of the customer, unless they are."""
    rows = Contact.objects.filter(customer=deal.customer)
    known = {contact.email.lower() or contact.name.lower() for contact in rows}
    for named in deal.contacts.all():
        identity = named.email.lower() or named.name.lower()
        if identity not in known:
            known.add(identity)
            role = named.role or ContactRole.TECHNICAL
            add_contact(
                customer=deal.customer, name=named.name, email=named.email, phone=named.phone, role=role, by=by
            )
    for site in deal.sites:
        name, _comma, address = site.partition(", ")
        add_site(customer=deal.customer, name=name[:120], address=address[:300], by=by)


def _require_decider(by):
    if not can_decide_deals(by):
        raise NotAllowed(_("Only a project manager, service manager or owner decides about deals."))


def _decidable(deal, by, wanted):
    """The locked deal, if ``by`` may decide and the deal may still become ``wanted``."""
    _require_decider(by)
    deal = facts.locked(deal)
    if not rules.may_become(deal.state, wanted):
        message = _("The deal is %(state)s already.") % {"state": deal.get_state_display().lower()}
        raise DomainError("deal_decided", message, state=deal.state)
    return deal
