"""What other systems did in a demo organization: a CRM that sends deals, one of them unreadable, and a log of the API."""

import datetime as dt
import json

from accounts.actions import create_api_key
from accounts.choices import Role
from accounts.queries import members_with_role
from integrations import actions
from integrations.choices import Preset
from integrations.models import ApiRequest
from integrations.outgoing.actions import change_subscription, create_subscription

SLUG = "harbor"  # the rival of the demo connects nothing, so that its pages show how one begins
MAPPING = {
    "fields": {
        "po_number": "customer_po",
        "billing_model": "billing_type",
        "target_start": "project_start",
        "target_end": "project_end",
        "line.hours": "labor_hours",
        "line.skill_level": "level",
    },
    "words": {"billing_model": {"Fixed fee": "fixed_price", "Hourly": "time_and_materials"}},
}
REFUSED = {
    "type": "urn:msp-pm:invalid",
    "title": "Invalid input",
    "status": 400,
    "detail": "Some fields of the deal are wrong.",
    "errors": [{"pointer": "/won_on", "code": "invalid", "detail": "Use YYYY-MM-DD, for example 2026-11-02."}],
}


def play(organization, now):
    """Add to the organization in force what its other systems did in the last days, up to ``now``."""
    if organization.slug != SLUG:
        return
    owner = members_with_role(organization, Role.OWNER).first()
    seller = members_with_role(organization, Role.SALES).first()
    source = actions.create_source(name="hubspot", preset=Preset.HUBSPOT, by=owner)
    source = actions.change_source(source=source, mapping=MAPPING, by=owner)
    for number, (ago, payload) in enumerate(_events(seller.email, now), 1):
        actions.receive_event(
            source=source, event_id=f"msg_hs_{7300 + number}", body=json.dumps(payload).encode(), now=now - ago
        )
    hook = create_subscription(
        url="https://hooks.example.com/msp-pm", events=["deal.accepted", "project.closed"], by=owner, now=now
    )
    change_subscription(subscription=hook, by=owner, now=now, paused=True)
    _log(owner, now)


def _events(seller, now):
    start, end = (now + dt.timedelta(days=days) for days in (24, 45))
    screens = _deal("18702351", "Conference room screens", "Oakes Printing", seller, now)
    screens["deal"]["properties"] |= {
        "customer_po": "PO-7781",
        "billing_type": "Fixed fee",
        "project_start": start.date().isoformat(),
        "project_end": end.date().isoformat(),
    }
    late = {"deal_id": "18702351", "line_items": screens.pop("line_items")}
    lost = _deal("18702377", "Cabling of the annex", "Northgate Motors", seller, now)
    lost["deal"]["properties"]["hs_is_closed_won"] = "false"
    dollars = _deal("18702402", "Backup for the second office", "Larkin Architects", seller, now)
    dollars["deal"]["properties"]["deal_currency_code"] = "US Dollar"
    yield dt.timedelta(days=2, hours=3), screens
    yield dt.timedelta(days=2, hours=2), late
    yield dt.timedelta(days=1, hours=5), lost
    yield dt.timedelta(hours=4), dollars


def _deal(key, title, customer, seller, now):
    changed = (now - dt.timedelta(days=3)).isoformat()
    return {
        "deal": {
            "id": key,
            "properties": {
                "dealname": title,
                "closedate": changed,
                "deal_currency_code": "USD",
                "hs_is_closed_won": "true",
            },
            "updatedAt": changed,
        },
        "company": {"id": f"{key}-1", "properties": {"name": customer}},
        "contacts": [
            {
                "id": f"{key}-2",
                "properties": {"firstname": "Mia", "lastname": "Chen", "email": "mia@oakes.example"},
            }
        ]
        if customer == "Oakes Printing"
        else [],
        "owner": {"id": "77110022", "email": seller},
        "line_items": [
            {
                "id": f"{key}-3",
                "properties": {
                    "name": title,
                    "quantity": "1",
                    "price": "2400",
                    "hs_cost_of_goods_sold": "1120",
                    "hs_product_type": "service",
                    "labor_hours": "16",
                    "level": "L2",
                },
                "updatedAt": changed,
            }
        ],
    }


def _log(owner, now):
    key, _plain = create_api_key(
        by=owner, name="Ticket system", scopes=["projects:read", "deals:write"], member=owner
    )
    asked = [
        ("GET", "/api/v1/projects/?status=active", 200, 41),
        ("GET", "/api/v1/projects/P-0004/", 200, 28),
        ("POST", "/api/v1/deals/", 400, 22),
        ("POST", "/api/v1/deals/", 201, 63),
        ("GET", "/api/v1/projects/P-0999/", 404, 11),
    ]
    ApiRequest.objects.bulk_create(
        ApiRequest(
            at=now - dt.timedelta(minutes=9 * (number + 1)),
            method=method,
            path=path,
            status=status,
            milliseconds=milliseconds,
            request_id=f"demo-{number:08d}",
            key=key,
            body='{\n  "source": "tickets",\n  "external_id": "T-88",\n  "won_on": "11/02/26"\n}'
            if status == 400
            else "",
            answer=json.dumps(REFUSED, indent=2) if status == 400 else "",
        )
        for number, (method, path, status, milliseconds) in enumerate(asked)
    )
