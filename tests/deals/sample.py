"""The body of the contract, and its variations."""

from copy import deepcopy

SAMPLE = {
    "source": "hubspot",
    "external_id": "D-1001",
    "number": "Q-2231",
    "title": "Server refresh",
    "customer": {"external_id": "C-77", "name": "Brook Dental"},
    "sites": [],
    "contacts": [{"name": "Lee Ann", "email": "lee@brook.example", "role": "signer"}],
    "salesperson_email": "sales@harbor.example",
    "currency": "USD",
    "billing_model": "fixed_price",
    "won_on": "2026-11-02",
    "po_number": "PO-9",
    "po_waived_reason": "",
    "signed_document": {"reference": "", "url": ""},
    "target_start": "2026-12-01",
    "target_end": "2027-01-15",
    "competing_deadlines": "",
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
}


def sample(**changes):
    """A copy of the contract's body with top-level fields replaced; None takes a field away."""
    body = deepcopy(SAMPLE) | changes
    return {name: value for name, value in body.items() if value is not None}
