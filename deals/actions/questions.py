"""Questions to sales: one list with each return, answered together, and recalls after the release, counted."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent
from audit.actions import record
from core.errors import DomainError, InvalidInput, NotAllowed
from deals.actions import facts
from deals.choices import DealState, QuestionKind
from deals.models import DealQuestion
from deals.permissions import can_ask_sales, can_edit_deals
from notices.actions import notify

MOST_QUESTIONS = 50
LONGEST = 500
LONGEST_ANSWER = 2000


def cleaned_questions(questions):
    """``[(about, text)]`` of texts or ``{"about", "question"}``, blank ones left out. Raises InvalidInput."""
    asked = []
    for one in questions:
        about, text = (one.get("about", ""), one["question"]) if isinstance(one, Mapping) else ("", one)
        if text.strip():
            asked.append((about.strip()[:200], text.strip()))
    if not asked:
        refuse("/questions", _("Write at least one question, such as “Who signs the PO?”."))
    if len(asked) > MOST_QUESTIONS:
        refuse("/questions", _("Ask at most %d questions at once.") % MOST_QUESTIONS)
    if any(len(text) > LONGEST for _about, text in asked):
        refuse("/questions", _("Keep each question under 500 characters."))
    return asked


def ask(deal, kind, number, asked, *, by, now):
    """Keep the questions of one round. Returns them as the texts that mails and lists show."""
    rows = [
        DealQuestion(
            deal=deal,
            kind=kind,
            round=number,
            position=position,
            about=about,
            text=text,
            asked_by=by,
            asked_at=now,
            created_at=now,
        )
        for position, (about, text) in enumerate(asked, 1)
    ]
    DealQuestion.objects.bulk_create(rows)
    return [str(row)[:500] for row in rows]


@transaction.atomic
def answer_questions(*, deal, by, now, answer="", answers=None):
    """Sales answers the returned deal; it goes back to the project manager, judged anew.

    ``answers`` is ``{question id: text}``, ``answer`` the words for all of them: either every question has its own
    answer or there is a common one. Raises InvalidInput, NotAllowed, DomainError ``not_returned``.
    """
    facts.require_editor(by)
    deal = facts.locked(deal)
    if deal.state != DealState.RETURNED:
        raise DomainError("not_returned", _("Nobody asked a question about this deal."))
    own = {str(key): text.strip() for key, text in (answers or {}).items() if text and text.strip()}
    rows = list(deal.asked.filter(kind=QuestionKind.RETURN, round=deal.returns))
    common = (answer or "").strip()[:5000]
    if not common and (not rows or any(str(row.pk) not in own for row in rows)):
        refuse("/answer", _("Write the answer, or change the deal itself."))
    for row in rows:
        _set_answer(row, own.get(str(row.pk)) or common, by, now)
    deal.answer = common or "\n".join(f"{row} – {row.answer}" for row in rows)[:5000]
    facts.refresh(deal, by=by)
    _note(deal, "deal.answered", {"answer": [None, deal.answer]}, by, now)
    return deal


@transaction.atomic
def ask_sales(*, deal, question, by, now, about=""):
    """A recall: ask the salesperson of an accepted deal, who had been released. Counted. Returns the DealQuestion.

    Raises InvalidInput, NotAllowed, DomainError ``not_accepted`` before the release: return the deal instead.
    """
    if not can_ask_sales(by):
        raise NotAllowed(_("Project managers and lead techs ask sales."))
    (asked,) = cleaned_questions([{"about": about, "question": question}])
    deal = facts.locked(deal)
    if deal.state != DealState.ACCEPTED:
        raise DomainError("not_accepted", _("Sales is not released yet: return the deal with your questions."))
    deal.recalls += 1
    deal.save(update_fields=["recalls", "updated_at"])
    ask(deal, QuestionKind.RECALL, deal.recalls, [asked], by=by, now=now)
    row = deal.asked.get(kind=QuestionKind.RECALL, round=deal.recalls)
    _note(deal, "deal.recalled", {"question": [None, str(row)]}, by, now)
    sentence = _("%(who)s asks about “%(deal)s”: %(question)s")
    said = {"who": by.name, "deal": deal.title, "question": str(row)[:200]}
    _tell(deal, deal.salesperson, NotificationEvent.DEAL_RETURNED, sentence % said, by, now)
    return row


@transaction.atomic
def answer_recall(*, question, answer, by, now):
    """Sales answers a recall; the person who asked is told. Raises InvalidInput, NotAllowed, DomainError ``answered``."""
    if not can_edit_deals(by):
        raise NotAllowed(_("Your roles do not let you answer for sales."))
    deal = facts.locked(question.deal)
    row = DealQuestion.objects.select_related("asked_by__user").get(pk=question.pk)
    if row.kind != QuestionKind.RECALL or row.answered_at is not None:
        raise DomainError("answered", _("This question is answered already."))
    if not answer.strip():
        refuse("/answer", _("Write the answer."))
    _set_answer(row, answer.strip(), by, now)
    _note(deal, "deal.recall_answered", {"answer": [None, row.answer]}, by, now)
    sentence = _("%(who)s answered about “%(deal)s”: %(answer)s")
    said = {"who": by.name, "deal": deal.title, "answer": row.answer[:200]}
    _tell(deal, row.asked_by, NotificationEvent.DEAL_READY, sentence % said, by, now)
    return row


def refuse(pointer, detail):
    """Raise InvalidInput for one field."""
    raise InvalidInput(detail, [{"pointer": pointer, "code": "invalid", "detail": detail}])


def _set_answer(row, text, by, now):
    row.answer, row.answered_by, row.answered_at = text[:LONGEST_ANSWER], by, now
    row.save(update_fields=["answer", "answered_by", "answered_at"])


def _note(deal, verb, changes, by, now):
    record(by=by, verb=verb, obj=deal, customer=deal.customer_id, at=now, changes=changes)


def _tell(deal, member, event, text, by, now):
    url = reverse("deals:detail", args=[by.organization.slug, deal.pk]) + "#recalls"
    notify(members=[member], event=event, text=text, url=url, by=by, now=now)
