"""One name from the click to the mail: the request's id travels with the bell into the worker's logs."""

from core.middleware import request_id

HEADER = "msp_request_id"
MAIL_HEADER = "X-Request-ID"
_tokens = {}


def bell_headers():
    """Headers for a message, so that the task is logged under the request that rang."""
    return {HEADER: request_id.get()}


def enter_task(task_id, request):
    """Name the run of a task: by the request that rang for it, else by the task itself (a sweep, a tick)."""
    given = request.get(HEADER) or (request.get("headers") or {}).get(HEADER)
    name = given if given and given != "-" else f"task-{task_id}"
    _tokens[task_id] = request_id.set(name)


def leave_task(task_id):
    """End what ``enter_task`` began."""
    token = _tokens.pop(task_id, None)
    if token is not None:
        request_id.reset(token)


def mail_headers():
    """The header by which a mail names the request that caused it; none outside a request."""
    name = request_id.get()
    return {MAIL_HEADER: name} if name != "-" else {}
