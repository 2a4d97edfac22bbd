"""READ: the log of the API."""

from integrations.apilog.models import ApiRequest

STATUSES = {"ok": (0, 399), "refused": (400, 499), "failed": (500, 599)}


def api_requests(*, key=None, status=""):
    """Requests, the latest first, without their texts; of one key (its id), of one of STATUSES."""
    rows = ApiRequest.objects.select_related("key__member__user").defer("body", "answer")
    if key:
        rows = rows.filter(key_id=key)
    if status:
        rows = rows.filter(status__range=STATUSES[status])
    return rows.order_by("-at", "-id")


def api_request_by_id(pk):
    """One request with its texts, or None."""
    return ApiRequest.objects.select_related("key__member__user").filter(pk=pk).first()
