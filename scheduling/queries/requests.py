"""Lists of support requests and of what stands in calendars."""

from scheduling.models import CalendarEntry, SupportRequest


def requests(organization, *, state="", request_type="", assignee=None):
    """Requests with type, customer and assignee; ``state`` is open, closed or "" for both."""
    rows = SupportRequest.objects.select_related("request_type", "customer", "assignee__user")
    if state:
        rows = rows.filter(closed_at__isnull=state == "open")
    if request_type:
        rows = rows.filter(request_type__key=request_type)
    if assignee is not None:
        rows = rows.filter(assignee=assignee)
    return rows


def calendar_entries():
    """Leave, other work and on-call duty with the people."""
    return CalendarEntry.objects.select_related("member__user")
