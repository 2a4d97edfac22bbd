"""Autotask PSA: an opportunity with its company, contacts, owner, quote and quote items, as the REST API returns them.

The field list and its public source stand in docs/integrations/autotask.md.
"""

from integrations.presets.reading import Draft, dotted, latest, number, part, parts, plain, text

# Exactly one of these ids is set on a quote item and says what it is.
KINDS = (
    ("laborID", "labor"),
    ("serviceID", "recurring"),
    ("serviceBundleID", "recurring"),
    ("productID", "product"),
    ("chargeID", "product"),
    ("expenseID", "product"),
    ("shippingID", "product"),
)


def read(payload, draft: Draft) -> str | None:
    """An envelope, or the bare opportunity; ``quoteItems`` with ``opportunityID`` alone are late lines."""
    is_envelope = payload.keys() & {"opportunity", "quoteItems", "opportunityID"}
    deal, at = (part(payload.get("opportunity")), "/opportunity") if is_envelope else (payload, "")
    quote = part(payload.get("quote"))
    key = text(deal.get("id")) or text(payload.get("opportunityID")) or text(quote.get("opportunityID"))
    draft.put("external_id", key, f"{at}/id")
    if payload.get("quoteItems") is not None:
        _lines(parts(payload["quoteItems"]), draft)
    if not deal.keys() - {"id"}:
        return None
    if deal.get("lostDate") or not deal.get("closedDate"):
        return "not_won"
    _head(deal, at, quote, draft)
    _people(payload, deal, draft)
    draft.put_custom(lambda name: _custom(deal, at, name))
    draft.header_at = latest([deal.get("lastActivity"), quote.get("lastActivityDate")])
    return None


def _head(deal, at, quote, draft):
    draft.put("title", text(deal.get("title")), f"{at}/title")
    draft.put("won_on", draft.day(text(deal.get("closedDate"))), f"{at}/closedDate")
    draft.put("target_start", draft.day(text(deal.get("startDate"))), f"{at}/startDate")
    draft.put("target_end", draft.day(text(deal.get("promisedFulfillmentDate"))), f"{at}/promisedFulfillmentDate")
    draft.put("po_number", text(quote.get("purchaseOrderNumber")), "/quote/purchaseOrderNumber")
    own = text(quote.get("externalQuoteNumber"))
    draft.put(
        "number",
        own or text(quote.get("quoteNumber")),
        "/quote/" + ("externalQuoteNumber" if own else "quoteNumber"),
    )


def _people(payload, deal, draft):
    company = part(payload.get("company"))
    named = {
        "external_id": text(company.get("id")) or text(deal.get("companyID")),
        "name": text(company.get("companyName")),
    }
    draft.put("customer", {name: value for name, value in named.items() if value}, "/company")
    contacts = [
        {
            "name": f"{text(row.get('firstName'))} {text(row.get('lastName'))}".strip(),
            "email": text(row.get("emailAddress")),
            "phone": text(row.get("phone"))[:40],
        }
        for row in parts(payload.get("contacts")) or parts(payload.get("contact"))
    ]
    draft.put("contacts", [row for row in contacts if row["name"] or row["email"]], "/contacts")
    draft.put("salesperson_email", text(part(payload.get("owner")).get("email")), "/owner/email")


def _lines(items, draft):
    kept = [(index, row) for index, row in enumerate(items) if row.get("isOptional") is not True]
    draft.put_lines([(_line(row, draft), f"/quoteItems/{index}") for index, row in kept])
    draft.lines_at = latest([row.get("lastModifiedDate") for row in items])


def _line(row, draft):
    kind = next((kind for name, kind in KINDS if row.get(name)), "product")
    line = {
        "external_id": text(row.get("id")),
        "kind": kind,
        "description": (text(row.get("name")) or text(row.get("description")))[:300],
        "quantity": text(row.get("quantity")),
        "unit": "hour" if kind == "labor" else "each",
        "unit_price": _price(row),
        "unit_cost": text(row.get("unitCost")),
    }
    return line | draft.custom_line(lambda name: _custom(row, "", name))


def _price(row):
    """The price of one after an amount off each or off the line. A share off is left for a person to price:
    the documentation does not say whether 10 or 0.1 means ten percent.
    """
    price, quantity = number(row.get("unitPrice")), number(row.get("quantity"))
    if number(row.get("percentageDiscount")):
        return ""
    if price is None:
        return text(row.get("unitPrice"))
    off = (number(row.get("lineDiscount")) or 0) / quantity if quantity else 0
    return plain(price - (number(row.get("unitDiscount")) or 0) - off)


def _custom(obj, at, name):
    """A user-defined field by its name, else a field by its own."""
    for index, row in enumerate(parts(obj.get("userDefinedFields"))):
        if text(row.get("name")).casefold() == name.casefold():
            return text(row.get("value")), f"{at}/userDefinedFields/{index}/value"
    return text(dotted(obj, name)), f"{at}/{name.replace('.', '/')}"
