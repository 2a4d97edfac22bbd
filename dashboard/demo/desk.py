"""What people have put on their desks: saved views, a deal somebody looks after, a key for the CRM, an export."""

from urllib.parse import urlencode

from accounts.actions import create_api_key
from accounts.choices import Role
from dashboard.actions.jobs import begin_export
from dashboard.actions.views import save_view
from deals.actions import assign_deal
from deals.choices import DealState
from deals.models import Deal


def furnish_desks(stage):
    """Own and team views of the lists, one of them a default. Needs the organization's scope, at the end of the story."""
    manager, seller = _first(stage, Role.PROJECT_MANAGER), _first(stage, Role.SALES)
    leader = _first(stage, Role.SERVICE_MANAGER)
    save_view(
        list_key="projects",
        name="Yours",
        query=urlencode({"project_manager": manager.email}),
        by=manager,
        is_default=True,
    )
    for list_key, name, query in (
        ("projects", "Off track", {"on_time": "red"}),
        ("projects", "On hold", {"status": "on_hold"}),
        ("deals", "Ready to accept", {"state": "ready"}),
    ):
        save_view(list_key=list_key, name=name, query=urlencode(query), by=leader, is_shared=True)
    ready = Deal.objects.filter(state=DealState.READY).order_by("received_at").first()
    if ready is not None:
        assign_deal(deal=ready, project_manager=manager, by=leader, now=stage.now)
    create_api_key(name="HubSpot deals", scopes=["deals:read", "deals:write"], member=seller, by=stage.owner)
    begin_export(list_key="projects", kind="xlsx", query="status=all", by=manager, now=stage.now)


def _first(stage, role):
    """The member who holds that role and as little else as possible."""
    return min(
        (member for member in stage.members.values() if member.has_role(role)),
        key=lambda member: len(member.roles),
    )
