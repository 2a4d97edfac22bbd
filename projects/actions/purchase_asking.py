"""Asking a customer about their list: one link per contact, one purpose; only what differs is asked."""

import datetime as dt
import json

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actions import record
from core.errors import DomainError
from core.identifiers import uuid7
from core.models import TokenPurpose, TokenRoute
from core.tokens import derive_token, digest
from projects import mails, permissions, told
from projects.actions.guards import refuse, require, require_open, require_text
from projects.actions.health import lock
from projects.actions.purchases import keep_purchase
from projects.actions.reconciling import keep_resolution, note_purchase, settle_purchased
from projects.choices import DifferenceOutcome, EvidenceEffect, PurchaseKind, ReconciledSide
from projects.models import PurchaseRequest
from projects.queries.reconciliation import reconciliation_of
from projects.rules.sow import fingerprint

LASTS = dt.timedelta(days=30)
QUOTE, ORDER = "quote", "order"


@transaction.atomic
def ask_about_purchase(*, project, contacts, by, now):
    """Mail each contact the link to what differs, or to the whole list while none is recorded. Returns the mails.

    Responsibility 2 waits from now on. The same contact gets one mail a day. Raises DomainError ``nothing_to_ask``,
    ``not_a_recipient``; InvalidInput without contacts.
    """
    lock(project)
    require_open(project)
    require(permissions.can_manage_project(by, project), _("The project manager asks the customer."))
    table = reconciliation_of(project)
    asked = table.open_of(ReconciledSide.PURCHASED)
    if (table.purchase and not asked) or not any(row.sold for row in table.rows):
        raise DomainError("nothing_to_ask", _("Nothing differs: there is nothing to ask."))
    if not contacts:
        refuse("/contacts", "required", _("Choose who is asked."))
    for contact in contacts:
        if contact.customer_id != project.customer_id or not contact.is_active or not contact.email:
            raise DomainError("not_a_recipient", _("Nothing was sent: %s gets no mail.") % contact.name)
    requests = [_ensure_request(project, contact, by, now) for contact in contacts]
    day = now.astimezone(project.organization.zone).date()
    queued = [
        mails.purchase_request(project, row, asked, url=purchase_request_address(row), today=day)
        for row in requests
    ]
    names = ", ".join(contact.name for contact in contacts)
    text = (  # the customer reads it in the weekly update
        ngettext(
            "Say which is right: %d line of your order differs from our quote",
            "Say which is right: %d lines of your order differ from our quote",
            len(asked),
        )
        % len(asked)
        if asked
        else _("Confirm the list of what you purchased")
    )
    note_purchase(project, EvidenceEffect.WAITS, text, by=by, now=now)
    record(
        by=by,
        verb="purchase.asked",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"to": [None, names], "differences": [None, len(asked)]},
    )
    return [mail for mail in queued if mail is not None]


@transaction.atomic
def answer_about_purchase(*, request, name, answers, by, now, seen_hash, comment=""):
    """The customer's own answer; ``by`` is the contact. ``answers``: ``{item: (choice, comment)}``.

    ``quote``: what was sold holds, their list is corrected in their name. ``order``: their list holds, the project
    manager resolves it. While no list is recorded, a choice ``quote`` for the item ``all`` confirms every sold line.
    Answered twice it is answered once. Raises DomainError ``content_changed`` when something else differs by now.
    """
    project = lock(request.project)
    request.refresh_from_db()
    request.project = project
    if request.answered_at is not None:
        return request
    require_open(project)
    name = require_text(name, "/name", _("Type your name."))
    table = reconciliation_of(project)
    if seen_hash != asked_hash(table):
        raise DomainError("content_changed", _("Nothing was sent: the list has changed meanwhile. Read it again."))
    asked = {one.row.item: one for one in table.open_of(ReconciledSide.PURCHASED)}
    kept = _confirmed(project, answers, name, comment, now) if table.purchase is None else []
    for item, one in asked.items():
        choice, remark = answers.get(item, ("", ""))
        if choice not in (QUOTE, ORDER):
            refuse(f"/{item}", "required", _("Choose one of the two for every line."))
        kept.append({"item": item, "said": one.said, "choice": choice, "comment": remark[:500]})
        if choice == QUOTE:
            keep_resolution(
                project, one, DifferenceOutcome.CORRECTED, name=name, by=None, actor=by, now=now, reason=remark
            )
    request.answered_at, request.answered_by, request.answers = now, name[:200], kept
    request.save(update_fields=["answered_at", "answered_by", "answers"])
    _tell(project, request, kept, by, now)
    return request


def asked_hash(table):
    """The fingerprint of what a customer is asked: the open differences, or the sold list itself."""
    asked = [one.difference.fingerprint for one in table.open_of(ReconciledSide.PURCHASED)]
    sold = [] if table.purchase else [[row.item, str(row.sold.quantity)] for row in table.rows if row.sold]
    return fingerprint(json.dumps([asked, sold]))


def purchase_request_address(request):
    """The absolute address of the page behind a request."""
    token = derive_token(TokenPurpose.PURCHASE, request.pk)
    return settings.SITE_URL + reverse("portal:purchase", args=[token])


def _confirmed(project, answers, name, comment, now):
    """No list was recorded: the customer's own word is the list, or says what is wrong with it."""
    choice = answers.get("all", ("", ""))[0]
    if choice == QUOTE:
        keep_purchase(
            project,
            now,
            lines=None,
            kind=PurchaseKind.CONFIRMATION,
            reference=name[:120],
            as_sold=True,
            confirmed_by=name[:200],
        )
    elif choice != ORDER or not comment.strip():
        refuse("/comment", "required", _("Please say what differs."))
    return [{"item": "all", "said": "", "choice": choice, "comment": comment.strip()[:2000]}]


def _tell(project, request, kept, by, now):
    """Evidence, the trail, and a line to the project manager; what is left is ours again."""
    left = [row for row in kept if row["choice"] == ORDER]
    record(
        by=by,
        verb="purchase.answered",
        obj=project,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"answers": [None, len(kept)], "name": [None, request.answered_by]},
    )
    if left:
        words = "; ".join(" – ".join(filter(None, (row["said"], row["comment"]))) for row in left)
        text = _("%(name)s answered, their order holds: %(what)s") % {
            "name": request.answered_by,
            "what": words,
        }
        note_purchase(project, EvidenceEffect.REOPENS, text, by=None, now=now)
    settle_purchased(project, by=None, now=now)
    told.purchase_answered(project, request.answered_by, len(left), by=by, now=now)


def _ensure_request(project, contact, by, now):
    """The contact's open request, good for another month; a new one for a new address."""
    row = PurchaseRequest.objects.filter(
        project=project, contact=contact, revoked_at=None, answered_at=None
    ).first()
    if row is not None and row.email == contact.email.lower() and row.expires_at > now:
        row.expires_at = now + LASTS
        row.save(update_fields=["expires_at"])
        row.project = project
        return row
    if row is not None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        TokenRoute.objects.filter(digest=row.digest).delete()
    identifier = uuid7()
    stored = digest(derive_token(TokenPurpose.PURCHASE, identifier))
    row = PurchaseRequest.objects.create(
        id=identifier,
        project=project,
        contact=contact,
        email=contact.email.lower(),
        digest=stored,
        asked_by=by,
        expires_at=now + LASTS,
        created_at=now,
    )
    TokenRoute.objects.create(
        digest=stored, purpose=TokenPurpose.PURCHASE, organization_id=project.organization_id, object_id=row.pk
    )
    return row
