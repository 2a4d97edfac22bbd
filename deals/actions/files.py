"""Papers of a deal: the signed quote, the order, whatever the project will need."""

from django.db import transaction
from django.utils.translation import gettext as _

import files.actions as documents
from core.errors import NotAllowed
from deals.permissions import can_edit_deals
from files.choices import FileKind


@transaction.atomic
def add_deal_file(*, deal, upload, by, now, kind=FileKind.OTHER, reference=""):
    """Keep a file with the deal, open or decided; its project shows it, too. See ``files.actions.add_file``."""
    _require(by)
    return documents.add_file(deal=deal, upload=upload, by=by, now=now, kind=kind, reference=reference)


@transaction.atomic
def remove_deal_file(*, document, by, now):
    """Remove a file of a deal, to be brought back within 30 days."""
    _require(by)
    return documents.remove_file(document=document, by=by, now=now)


@transaction.atomic
def restore_deal_file(*, document, by, now):
    """Take the removal back."""
    _require(by)
    return documents.restore_file(document=document, by=by, now=now)


def _require(by):
    if not can_edit_deals(by):
        raise NotAllowed(_("Your roles do not let you change deals."))
