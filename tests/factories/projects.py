"""A deal that is ready and a project accepted from it, by default two labor lines and one product."""

import datetime as dt
from decimal import Decimal

from core import clock
from deals.models import Deal, DealContact, DealLine
from projects.actions import accept_deal

LABOR = (("Plan the migration", "8", "L3"), ("Migrate the servers", "32", "L2"))


def make_deal(
    company, *, external_id="D-1", title="Server refresh", start=None, end=None, labor=LABOR, canary="", now=None
):
    """A deal with everything that blocks acceptance filled in, won a week before ``now``. Needs a scope."""
    now = now or clock.now()
    today = now.astimezone(company.organization.zone).date()
    deal = Deal.objects.create(
        source="hubspot",
        external_id=external_id,
        title=f"{title}{canary}",
        state="ready",
        customer=company.customer,
        customer_name=company.customer.name,
        salesperson=company.members["sales"],
        salesperson_email=company.members["sales"].email,
        currency="USD",
        billing_model="fixed_price",
        won_on=today - dt.timedelta(days=7),
        po_number="PO-9",
        target_start=start or today,
        target_end=end or today + dt.timedelta(days=28),
        promises=[f"No downtime in business hours{canary}"],
        exclusions=[f"Cabling{canary}"],
        received_at=now,
    )
    for position, (description, hours, level) in enumerate(labor, 1):
        DealLine.objects.create(
            deal=deal,
            position=position,
            external_id=str(position),
            kind="labor",
            description=description,
            quantity=Decimal(hours),
            hours=Decimal(hours),
            unit="hour",
            skill_level=level,
            unit_price=Decimal(150),
            unit_cost=Decimal(70),
        )
    DealLine.objects.create(
        deal=deal,
        position=len(labor) + 1,
        external_id="P",
        kind="product",
        description="Server",
        sku="SRV-1",
        quantity=Decimal(2),
        unit="each",
        unit_price=Decimal(4200),
        unit_cost=Decimal(3600),
    )
    DealContact.objects.create(
        deal=deal, position=1, name=company.contact.name, email=company.contact.email, role="signer"
    )
    return deal


def make_project(company, *, now=None, **fields):
    """A project accepted by the company's project manager, led by its lead tech. Needs a scope."""
    now = now or clock.now()
    return accept_deal(
        deal=make_deal(company, now=now, **fields),
        project_manager=company.members["project_manager"],
        lead_tech=company.members["lead_tech"],
        by=company.members["project_manager"],
        now=now,
    )
