"""The closed deal of the contract, as the OpenAPI file shows it."""

from drf_spectacular.utils import OpenApiExample

DEAL = OpenApiExample(
    "A server refresh, ready to accept",
    request_only=True,
    value={
        "source": "hubspot",
        "external_id": "D-1001",
        "number": "Q-2231",
        "title": "Server refresh",
        "customer": {"external_id": "C-77", "name": "Acme Dental"},
        "sites": [],
        "contacts": [{"name": "Ann Lee", "email": "ann@acme.example", "role": "signer"}],
        "salesperson_email": "sam@msp.example",
        "currency": "USD",
        "billing_model": "fixed_price",
        "won_on": "2026-11-02",
        "po_number": "PO-9",
        "target_start": "2026-12-01",
        "target_end": "2027-01-15",
        "lines": [
            {
                "external_id": "1",
                "kind": "labor",
                "description": "Migration",
                "quantity": "40",
                "unit": "hour",
                "hours": "40",
                "skill_level": "L2",
                "unit_price": "150.00",
                "unit_cost": "70.00",
            },
            {
                "external_id": "2",
                "kind": "product",
                "sku": "SRV-1",
                "description": "Server",
                "quantity": "2",
                "unit": "each",
                "unit_price": "4200.00",
                "unit_cost": "3600.00",
            },
        ],
        "promises": ["No downtime in business hours"],
        "exclusions": ["Cabling"],
        "assumptions": [],
    },
)
