"""The customer's documents: a version of the SoW, a change order. Made of the signed text; never a cost or a note.

``sow_pdf`` and ``order_pdf`` give the same bytes for the same text and signatures, whoever asks: English, times in
UTC, days with their year.
"""

import datetime as dt
from contextlib import contextmanager
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.choices import Level
from core.formats import USUAL, format_hours, format_money, format_stamp, read_as
from deals.choices import BillingModel
from projects.choices import ChangeOrderState, SigningStep, SowState
from projects.mails import change_rows
from projects.queries import scope as queries
from projects.rules import sow as rules

ALWAYS_WITH_YEAR = dt.date.min  # no day of a project is in that year


def paper_of(sow):
    """What the printed document says: the signed text, never a cost; hours only where they are billed."""
    document = queries.frozen(sow)
    return {
        "document": document,
        "words": queries.words_of(document),
        "effort": () if document["price_basis"] == BillingModel.FIXED_PRICE else document["effort"],
        "hours": rules.effort_hours(document["effort"]),
        "basis": BillingModel(document["price_basis"]).label,
        "sow": sow,
        "signatures": list(sow.signatures.all()),
        "version": sow.number,
        "fingerprint": sow.content_hash,
    }


def sow_name(sow):
    """The name of the file."""
    return f"{sow.project.number} SoW v{sow.number}.pdf"


def order_name(order):
    """The name of the file."""
    return f"{order.project.number} {order.number}.pdf"


def sow_pdf(sow):
    """A version of the statement of work as PDF (bytes)."""
    with _for_everybody():
        paper = paper_of(sow)
        document = paper["document"]
        kind = _("Statement of work, version %d") % document["version"]
        sheet = _sheet(sow, document, kind, _("Version %d") % document["version"], paper["signatures"])
        sheet.write_title(document["organization"], document["title"], kind)
        sheet.write_facts([*_parties(document), *_origin(document), (_("State"), _sow_state(sow))])
        for label, lines in paper["words"]:
            sheet.write_heading(str(label))
            sheet.write_items(lines)
        if paper["effort"]:
            _write_effort(sheet, paper["effort"], paper["hours"])
        sheet.write_heading(_("Price"))
        price = format_money(Decimal(document["price"]), document["currency"], exact=True)
        sheet.write_items([f"{paper['basis']}: {price}"])
        _write_signatures(sheet, document["organization"], paper["signatures"])
        return bytes(sheet.output())


def order_pdf(order):
    """A change order as PDF (bytes); a draft as it would be proposed now."""
    with _for_everybody():
        project = order.project
        offer = queries.offer_as_it_stands(order, project)
        signatures = list(order.signatures.all())
        kind = _("Change order %s") % offer["number"]
        sheet = _sheet(order, offer, kind, offer["number"], signatures)
        sheet.write_title(offer["organization"], offer["subject"], kind)
        sheet.write_facts([*_parties(offer), (_("State"), _order_state(order, signatures))])
        if rules.items(offer["reason"]):
            sheet.write_heading(_("Why"))
            sheet.write_items(rules.items(offer["reason"]))
        sheet.write_heading(_("What changes"))
        sheet.write_facts([(row["label"], _with_before(row)) for row in change_rows(offer, ALWAYS_WITH_YEAR)])
        _write_signatures(sheet, offer["organization"], signatures)
        return bytes(sheet.output())


@contextmanager
def _for_everybody():
    """One language and one manner of numbers and days, whoever reads."""
    with translation.override(settings.LANGUAGE_CODE), read_as(USUAL):
        yield


def _sheet(row, document, kind, short, signatures):
    """Paper with its head and foot. The PDF library costs half a second to load: only where paper is made."""
    from core.paper.sheet import Sheet

    at = max([row.updated_at if not row.content_hash else _fixed_at(row), *(one.at for one in signatures)])
    return Sheet(
        title=f"{document['project']} {kind}",
        author=document["organization"],
        head=f"{document['organization']} · {document['project']} {document['title'][:60]} · {kind}",
        foot=f"{short} · SHA-256 {row.content_hash}"
        if row.content_hash
        else f"{short} · {_('Draft, not signed')}",
        at=at.astimezone(dt.UTC).replace(microsecond=0),
    )


def _fixed_at(row):
    """When the text was fixed: submitted or proposed, and for a version of a change order the approval of that."""
    return getattr(row, "proposed_at", None) or getattr(row, "submitted_at", None) or row.created_at


def _parties(document):
    return [
        (_("By"), document["organization"]),
        (_("For"), document["customer"]),
        (_("Project"), f"{document['project']} {document['title']}"),
    ]


def _origin(document):
    number = document["change_order"]
    return [(_("Written by"), _("Change order %s") % number)] if number else []


def _sow_state(sow):
    if not queries.is_whole(sow):
        return _("The stored text is not the one that was signed")
    if sow.state in (SowState.APPROVED, SowState.SUPERSEDED):
        return _("Approved")  # the same for one that a later version has replaced: the document stays as it was
    return str(SowState(sow.state).label)


def _order_state(order, signatures):
    if not queries.is_whole(order):
        return _("The stored text is not the one that was signed")
    if order.state == ChangeOrderState.APPROVED_INTERNAL:
        return _("Offered; waits for the approval of the customer")
    return str(ChangeOrderState(order.state).label)


def _with_before(row):
    return f"{row['value']}  ({_('before: %s') % row['before']})" if row.get("before") else row["value"]


def _write_effort(sheet, effort, hours):
    levels = dict(Level.choices)
    rows = [
        (row["phase"], str(levels.get(row["level"], _("any"))), format_hours(Decimal(row["hours"]), exact=True))
        for row in effort
    ]
    rows.append((_("Sum"), "", format_hours(hours, exact=True)))
    sheet.write_heading(_("Hours"))
    sheet.write_table((_("Phase"), _("Level"), _("Hours")), rows, (110, 33, 33))


def _write_signatures(sheet, organization, signatures):
    sheet.write_heading(_("Signatures"))
    if not signatures:
        sheet.write_items([_("Nobody has signed it yet.")])
    for one in signatures:
        step = _("for %s") % organization if one.step == SigningStep.INTERNAL else SigningStep(one.step).label
        sheet.write_line(f"{one.name}, {step}", style="B")
        how = f"{one.get_method_display()}: {one.reference}" if one.reference else one.get_method_display()
        sheet.write_line(f"{format_stamp(one.at, dt.UTC, ALWAYS_WITH_YEAR)} UTC · {how}")
        sheet.write_line(f"SHA-256 {one.content_hash}", size=8, color=(98, 104, 115))
        sheet.ln(2)
