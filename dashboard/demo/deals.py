"""The closed deals of the story, handed over as the contract, section 5, writes them."""

import datetime as dt

from dashboard.demo.stage import contact_email
from deals import actions

COST_OF_LEVEL = {"L1": "48.00", "L2": "70.00", "L3": "85.00"}
DECISIONS = ("return", "decline", "not_a_project")


def body_of_job(stage, job, number):
    """The deal that becomes a project: complete, with labor and product lines."""
    client = _client(stage, job.client)
    rate = f"{stage.company.bill_rate}.00"
    lines = [
        {
            "external_id": str(index),
            "kind": "labor",
            "description": work.title,
            "quantity": str(work.hours),
            "unit": "hour",
            "hours": str(work.hours),
            "skill_level": work.level,
            "unit_price": rate,
            "unit_cost": COST_OF_LEVEL[work.level],
        }
        for index, work in enumerate(job.works, 1)
    ]
    lines += [
        {
            "external_id": goods.sku,
            "kind": "product",
            "sku": goods.sku,
            "description": goods.title,
            "quantity": str(goods.count),
            "unit": "each",
            "unit_price": f"{goods.price}.00",
            "unit_cost": f"{goods.cost}.00",
        }
        for goods in job.goods
    ]
    return _frame(stage, client, job.title, number, job.seller, job.won) | {
        "billing_model": job.billing,
        "po_number": f"PO-{4100 + number * 7}",
        "lines": lines,
        "target_start": stage.day(job.start).isoformat(),
        "target_end": stage.day(job.end).isoformat(),
        "signed_document": {"reference": f"Quote Q-{2200 + number}, signed"},
        "promises": list(job.promises),
        "exclusions": list(job.exclusions),
        "assumptions": list(job.assumptions),
    }


def receive(stage, payload, by, now):
    """Hand the deal over and return it."""
    return actions.receive_deal(payload=payload, by=by, now=now).deal


def acts_of(stage, lead, number):
    """What happens to a deal that is no project (yet): ``(instant, what to do)``."""
    seen = {}

    def hand_over(now):
        seen["deal"] = receive(stage, _body_of_lead(stage, lead, number), stage.members[lead.seller], now)

    yield stage.at(lead.received, 9, 30), hand_over
    if lead.then:
        day, verb, text = lead.then
        yield stage.at(day, 15, 10), lambda now: _decide(stage, seen["deal"], verb, text, now)


def _body_of_lead(stage, lead, number):
    client = _client(stage, lead.client)
    line = {
        "kind": "labor",
        "description": lead.title,
        "quantity": str(lead.hours),
        "unit": "hour",
        "hours": str(lead.hours),
        "skill_level": "L2",
        "unit_price": f"{stage.company.bill_rate}.00",
        "unit_cost": COST_OF_LEVEL["L2"],
    }
    body = _frame(stage, client, lead.title, number, lead.seller, lead.received) | {
        "billing_model": "fixed_price",
        "po_number": lead.po,
        "lines": [line],
        "target_start": stage.day(lead.start).isoformat() if lead.start is not None else None,
        "target_end": stage.day(lead.end).isoformat() if lead.end is not None else None,
    }
    if lead.named:
        body["customer"] = {"external_id": f"C-{number}", "name": lead.named}
    return body


def _decide(stage, deal, verb, text, now):
    by = next(member for member in stage.members.values() if member.has_role("project_manager"))
    if verb == "return":
        actions.return_deal(deal=deal, questions=text.splitlines(), by=by, now=now)
    elif verb == "decline":
        actions.decline_deal(deal=deal, reason=text, by=by, now=now)
    else:
        actions.mark_not_a_project(deal=deal, request_type="add", reference=text, by=by, now=now)


def _client(stage, key):
    return next(client for client in stage.company.clients if client.key == key)


def _frame(stage, client, title, number, seller, won):
    return {
        "source": "hubspot",
        "external_id": f"D-{1000 + number}",
        "number": f"Q-{2200 + number}",
        "title": title,
        "customer": {"external_id": f"C-{client.key}", "name": client.name},
        "contacts": [
            {"name": name, "email": contact_email(client, name), "role": role} for name, role in client.people
        ],
        "sites": [client.site] if client.site else [],
        "currency": stage.company.currency,
        "salesperson_email": stage.members[seller].email,
        "won_on": (stage.day(won) - dt.timedelta(days=1)).isoformat(),
    }
