"""Seeing the product as another member sees it: begun and ended on record, read only (see accounts.resolvers)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Role
from audit.actions import record
from core.errors import DomainError, NotAllowed


@transaction.atomic
def begin_viewing(*, member, by):
    """Note that an owner looks with the eyes of ``member``. Raises NotAllowed for anybody else."""
    if not by.has_role(Role.OWNER):
        raise NotAllowed(_("Only an owner sees the product as somebody else."))
    if member.pk == by.pk:
        raise DomainError("yourself", _("That is you already."))
    record(by=by, verb="member.viewed_as", obj=member)


@transaction.atomic
def end_viewing(*, member, by):
    """Note that the owner is back."""
    record(by=by, verb="member.view_ended", obj=member)
