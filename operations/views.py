"""Figures for monitoring. Not a page: no organization, no session, a token of its own."""

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from core import clock
from core.measures import registry
from operations.queries.facts import facts
from operations.queries.figures import FactsCollector
from operations.rules import alarms


@transaction.non_atomic_requests
@never_cache
@require_GET
def metrics(request):
    """Prometheus' text format. 404 unless ``Authorization: Bearer <METRICS_TOKEN>`` is given (and one is set)."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    if not token or scheme.lower() != "bearer" or not constant_time_compare(given.strip(), token):
        raise Http404
    now = clock.now()
    found = facts(now)
    own = CollectorRegistry()
    own.register(FactsCollector(found, alarms(found, now), now))
    body = generate_latest(registry()) + generate_latest(own)
    return HttpResponse(body, content_type=CONTENT_TYPE_PLAIN_0_0_4)
