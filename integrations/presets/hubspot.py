"""HubSpot: a CRM deal with its company, contacts, owner and line items, each as the CRM API returns it.

The field list and its public source stand in docs/integrations/hubspot.md.
"""

from integrations.presets.reading import Draft, latest, number, part, parts, plain, text

ONE_TIME = ("", "one_time", "onetime")


def read(payload, draft: Draft) -> str | None:
    """An envelope, or a bare deal; ``line_items`` with ``deal_id`` alone are late lines. Returns why it is set aside."""
    bare = "properties" in payload
    deal, at = (payload, "") if bare else (part(payload.get("deal")), "/deal")
    draft.put("external_id", _id_of(deal) or text(payload.get("deal_id")), f"{at}/id" if deal else "/deal_id")
    items = payload.get("line_items")
    if items is not None:
        _lines(parts(items), draft)
    if not part(deal.get("properties")):
        return None
    if _value(deal, "hs_is_closed_won").lower() == "false":
        return "not_won"
    _head(deal, at, draft)
    _customer(payload, deal, draft)
    _people(payload, draft)
    draft.put_custom(lambda name: (_value(deal, name), f"{at}/properties/{name}"))
    draft.header_at = latest([deal.get("updatedAt"), _value(deal, "hs_lastmodifieddate")])
    return None


def _head(deal, at, draft):
    for ours, theirs in (("title", "dealname"), ("currency", "deal_currency_code")):
        draft.put(ours, _value(deal, theirs), f"{at}/properties/{theirs}")
    draft.put("won_on", draft.day(_value(deal, "closedate")), f"{at}/properties/closedate")


def _customer(payload, deal, draft):
    companies = parts(payload.get("company")) or parts(payload.get("companies"))
    company = companies[0] if companies else {}
    linked = parts(part(part(deal.get("associations")).get("companies")).get("results"))
    named = {
        "external_id": _id_of(company) or (_id_of(linked[0]) if linked else ""),
        "name": _value(company, "name"),
    }
    draft.put("customer", {name: value for name, value in named.items() if value}, "/company")


def _people(payload, draft):
    contacts = [
        {
            "name": f"{_value(row, 'firstname')} {_value(row, 'lastname')}".strip(),
            "email": _value(row, "email"),
            "phone": _value(row, "phone")[:40],
        }
        for row in parts(payload.get("contacts"))
    ]
    draft.put("contacts", [row for row in contacts if row["name"] or row["email"]], "/contacts")
    owner = part(payload.get("owner"))
    draft.put("salesperson_email", text(owner.get("email")), "/owner/email")


def _lines(items, draft):
    found = [(_line(item, draft), f"/line_items/{index}/properties") for index, item in enumerate(items)]
    draft.put_lines(found)
    draft.lines_at = latest([item.get("updatedAt") or _value(item, "hs_lastmodifieddate") for item in items])


def _line(item, draft):
    line = {
        "external_id": _id_of(item),
        "kind": _kind(item),
        "description": (_value(item, "name") or _value(item, "description"))[:300],
        "sku": _value(item, "hs_sku"),
        "quantity": _value(item, "quantity"),
        "unit": "each",  # a HubSpot quantity is a count; hours are said by a mapped property only
        "unit_price": _price(item),
        "unit_cost": _value(item, "hs_cost_of_goods_sold"),
    }
    custom = draft.custom_line(lambda name: (_value(item, name), ""))
    return line | ({"unit": "hour"} if "hours" in custom else {}) | custom


def _kind(item):
    if _value(item, "recurringbillingfrequency").lower() not in ONE_TIME:
        return "recurring"
    return "labor" if _value(item, "hs_product_type").lower() == "service" else "product"


def _price(item):
    """The price of one after its discount: a share, or an amount off each."""
    price = number(_value(item, "price"))
    if price is None:
        return _value(item, "price")
    share, off = number(_value(item, "hs_discount_percentage")), number(_value(item, "discount"))
    return plain(price * (100 - share) / 100 if share else price - (off or 0))


def _value(obj, name):
    """A property as text; the older API wraps it in ``{"value": …}``."""
    value = part(obj.get("properties")).get(name)
    return text(part(value).get("value") if isinstance(value, dict) else value)


def _id_of(obj):
    return text(obj.get("id")) or text(obj.get("objectId")) or text(obj.get("dealId"))
