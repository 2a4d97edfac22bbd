"""Reading the audit trail."""

from audit.models import AuditEvent


def events(organization, *, project=None, customer=None, obj=None, actor=None):
    """The trail, newest first, optionally of one project, customer, object or member."""
    rows = AuditEvent.objects.order_by("-at", "-id")
    if project is not None:
        rows = rows.filter(project_id=project.pk)
    if customer is not None:
        rows = rows.filter(customer_id=customer.pk)
    if obj is not None:
        rows = rows.filter(object_id=obj.pk)
    if actor is not None:
        rows = rows.filter(actor=actor)
    return rows
