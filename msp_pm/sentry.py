"""Error reports to Sentry, only where SENTRY_DSN is set, and never with a secret or a customer's words in them."""

import sentry_sdk
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration

DROPPED = frozenset({"cookies", "data", "env", "query_string", "vars"})


def start(dsn, *, release="", transport=None):
    """Report errors to ``dsn``. Effects: hooks into Django, Celery and logging of this process."""
    sentry_sdk.init(
        dsn=dsn,
        release=release or None,
        transport=transport,
        integrations=[DjangoIntegration(transaction_style="url"), CeleryIntegration()],
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        traces_sample_rate=0.0,
        before_send=scrub,
        max_breadcrumbs=0,
    )


def scrub(event, hint=None):
    """The event without headers, bodies, cookies and variables, every text masked, the request's id as a tag."""
    from core.middleware import request_id
    from core.tenancy import current_scope

    scope = current_scope()
    event["tags"] = {
        "request_id": request_id.get(),
        "organization": str(scope.organization_id) if scope else "-",
    }
    request = event.get("request", {})
    event["request"] = {name: request[name] for name in ("method", "url") if name in request}
    event.pop("user", None)
    return _clean(event)


def _clean(value):
    from core.logs import mask

    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items() if name not in DROPPED}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return mask(value) if isinstance(value, str) else value
