"""ConnectWise PSA: an opportunity with its company, contact, sales rep and products, each as the REST API returns it.

The field list and its public source stand in docs/integrations/connectwise.md.
"""

import json
import re

from integrations.presets.reading import Draft, dotted, latest, number, part, parts, plain, text

WON = re.compile(r"\bwon\b", re.IGNORECASE)
KINDS = {"service": "labor", "agreement": "recurring"}


def read(payload, draft: Draft) -> str | None:
    """An envelope, a bare opportunity, or a callback whose ``Entity`` is one. Returns why it is set aside."""
    deal, at = _opportunity(payload)
    draft.put("external_id", text(deal.get("id")) or text(payload.get("opportunity_id")), f"{at}/id")
    if payload.get("products") is not None:
        _lines(parts(payload["products"]), draft)
    if not deal.keys() - {"id"}:
        return None
    status = text(part(deal.get("status")).get("name"))
    if status and not WON.search(status):
        return "not_won"
    _head(deal, at, draft)
    _people(payload, deal, at, draft)
    draft.put_custom(lambda name: _custom(deal, at, name))
    draft.header_at = latest([part(deal.get("_info")).get("lastUpdated")])
    return None


def _opportunity(payload):
    if "Entity" in payload:  # a callback; PSA sends the entity as text
        return _entity(payload), "/Entity"
    if "opportunity" in payload:
        return part(payload["opportunity"]), "/opportunity"
    return ({}, "") if "opportunity_id" in payload else (payload, "")


def _entity(payload):
    entity = payload["Entity"]
    if isinstance(entity, str):
        try:
            entity = json.loads(entity)
        except (ValueError, RecursionError):
            entity = {}
    return {"id": payload.get("ID")} | part(entity)


def _head(deal, at, draft):
    currency = part(deal.get("currency"))
    draft.put("title", text(deal.get("name")), f"{at}/name")
    draft.put("po_number", text(deal.get("customerPO")), f"{at}/customerPO")
    draft.put("won_on", draft.day(text(deal.get("closedDate"))), f"{at}/closedDate")
    code = text(currency.get("currencyCode"))
    draft.put(
        "currency", code or text(currency.get("name")), f"{at}/currency" + ("/currencyCode" if code else "/name")
    )
    site = text(part(deal.get("site")).get("name"))
    draft.put("sites", [site] if site else [], f"{at}/site/name")


def _people(payload, deal, at, draft):
    company = part(payload.get("company")) or part(deal.get("company"))
    named = {"external_id": text(company.get("id")), "name": text(company.get("name"))}
    draft.put("customer", {name: value for name, value in named.items() if value}, f"{at}/company")
    given = parts(payload.get("contacts")) or parts(payload.get("contact"))
    contacts = [_contact(row) for row in given or parts(deal.get("contact"))]
    draft.put("contacts", [row for row in contacts if row["name"] or row["email"]], "/contacts")
    rep = part(payload.get("salesRep"))
    draft.put("salesperson_email", text(rep.get("officeEmail")) or text(rep.get("email")), "/salesRep/officeEmail")


def _contact(row):
    reached = {
        text(item.get("communicationType")).lower(): text(item.get("value"))
        for item in sorted(parts(row.get("communicationItems")), key=lambda item: bool(item.get("defaultFlag")))
    }
    full = f"{text(row.get('firstName'))} {text(row.get('lastName'))}".strip()
    return {
        "name": full or text(row.get("name")),
        "email": reached.get("email", ""),
        "phone": reached.get("phone", "")[:40],
    }


def _lines(products, draft):
    kept = [(index, row) for index, row in enumerate(products) if row.get("cancelledFlag") is not True]
    draft.put_lines([(_line(row, draft), f"/products/{index}") for index, row in kept])
    draft.lines_at = latest([part(row.get("_info")).get("lastUpdated") for row in products])


def _line(row, draft):
    quantity = number(row.get("quantity"))
    cancelled = number(row.get("quantityCancelled")) or 0
    kind = KINDS.get(text(row.get("productClass")).lower(), "product")
    unit = text(part(row.get("unitOfMeasure")).get("name"))[:20]
    line = {
        "external_id": text(row.get("id")),
        "kind": "recurring" if part(row.get("recurring")) else kind,
        "description": (text(row.get("description")) or text(row.get("customerDescription")))[:300],
        "sku": text(part(row.get("catalogItem")).get("identifier")),
        "quantity": text(row.get("quantity")) if quantity is None else plain(quantity - cancelled),
        "unit": "hour" if unit.lower().startswith(("hour", "hr")) else unit or "each",
        "unit_price": _each(row, "price", "extPrice", quantity),
        "unit_cost": _each(row, "cost", "extCost", quantity),
    }
    return line | draft.custom_line(lambda name: _custom(row, "", name))


def _each(row, one, extended, quantity):
    """The amount of one: the extended amount (after discounts) over the quantity, else what stands for one."""
    whole = number(row.get(extended))
    if whole is not None and quantity:
        return plain(whole / quantity)
    return text(row.get(one))


def _custom(obj, at, name):
    """A custom field by its caption, else a field by its dotted name."""
    for index, row in enumerate(parts(obj.get("customFields"))):
        if text(row.get("caption")).casefold() == name.casefold():
            return text(row.get("value")), f"{at}/customFields/{index}/value"
    return text(dotted(obj, name)), f"{at}/{name.replace('.', '/')}"
