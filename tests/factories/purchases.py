"""What the customer signed. Needs a scope."""

from projects import actions


def purchased_as_sold(project, *, now, **fields):
    """An order that matches line by line, recorded by the project manager."""
    values = {"kind": "purchase_order", "reference": "PO-9", "as_sold": True} | fields
    return actions.record_purchase(project=project, by=project.project_manager, now=now, **values)


def purchased_with(project, line, *, now, **changes):
    """An order in which the line of that description differs from what was sold."""
    purchase = purchased_as_sold(project, now=now, as_sold=False)
    row = purchase.lines.get(description=line)
    row.purchase = purchase
    actions.update_purchase_line(line=row, by=project.project_manager, now=now, **changes)
    return purchase
