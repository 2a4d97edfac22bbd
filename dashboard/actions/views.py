"""Saving, sharing and forgetting the views of a list."""

from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Role
from audit.actions import record
from core.errors import InvalidInput, NotAllowed
from dashboard.models import SavedView

NOT_SAVED = ("cursor", "format", "page")


@transaction.atomic
def save_view(*, list_key, name, query, by, is_shared=False, is_default=False):
    """Keep the filters of ``query`` (a query string) under ``name``; the same name again replaces the member's own.

    Raises InvalidInput without a name, NotAllowed for a team's default by anybody but owner and service manager.
    """
    name = " ".join(name.split())
    if not name:
        detail = _("Give the view a name.")
        raise InvalidInput(detail, [{"pointer": "/name", "code": "required", "detail": detail}])
    if is_shared and is_default and not by.has_role(Role.OWNER, Role.SERVICE_MANAGER):
        raise NotAllowed(_("Only an owner or service manager chooses what the team's list opens with."))
    old = SavedView.objects.filter(list_key=list_key, member=by, name__iexact=name).first()
    view = old or SavedView(list_key=list_key, member=by)
    view.name, view.query, view.is_shared, view.is_default = name[:60], _kept(query), is_shared, is_default
    if is_default:
        others = SavedView.objects.filter(list_key=list_key, is_default=True, is_shared=is_shared)
        (others if is_shared else others.filter(member=by)).exclude(pk=view.pk).update(is_default=False)
    try:
        view.validate_constraints()
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error
    view.save()
    shared = {"shared": [None, is_shared], "filters": [None, view.query]}
    record(by=by, verb="view.changed" if old else "view.saved", obj=view, changes=shared)
    return view


@transaction.atomic
def delete_view(*, view, by):
    """Forget a view: one's own, or as owner or service manager a shared one."""
    if view.member_id != by.pk and not (view.is_shared and by.has_role(Role.OWNER, Role.SERVICE_MANAGER)):
        raise NotAllowed(_("Only its author, an owner or a service manager deletes a shared view."))
    record(by=by, verb="view.deleted", obj=view, changes={"filters": [view.query, None]})
    view.delete()


def _kept(query):
    pairs = parse_qsl(query.lstrip("?"), max_num_fields=40)
    return urlencode([(key, value) for key, value in pairs if key not in NOT_SAVED])[:1000]
