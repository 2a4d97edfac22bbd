"""Which saved views of a list a member sees, and with which one it opens."""

from django.db.models import Q

from dashboard.models import SavedView


def views_of(member, list_key=None):
    """The member's own views and the team's, own ones first, by name; of one list or of all."""
    rows = SavedView.objects.filter(Q(member=member) | Q(is_shared=True)).select_related("member__user")
    if list_key is not None:
        rows = rows.filter(list_key=list_key)
    return rows.order_by("is_shared", "name", "id")


def default_of(views, member):
    """The one of ``views`` that the list opens with: the member's own default, else the team's, or None."""
    own = [view for view in views if view.is_default and not view.is_shared and view.member_id == member.pk]
    team = [view for view in views if view.is_default and view.is_shared]
    return next(iter(own + team), None)
