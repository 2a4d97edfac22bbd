"""What became of the mails that let people in."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.permissions import can_see_account_mails
from core.errors import NotAllowed
from core.paging import page_of
from mailing.words import group_word, in_detail, kind_label


@never_cache
@require_safe
def account_mails(request, slug):
    """Password and invitation mails to the organization's people, newest first: their state, never what they say."""
    if not can_see_account_mails(request.member):
        raise NotAllowed(_("Only an owner sees what became of account mails."))
    page = page_of(request, queries.account_mails(request.organization), ("-created_at", "-id"))
    lines = [(mail, group_word(mail.state), kind_label(mail.kind), in_detail(mail)) for mail in page]
    context = {"nav_key": "deliveries", "page": page, "lines": lines}
    return render(request, "accounts/account_mails.html", context)
