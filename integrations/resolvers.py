"""How a webhook finds its organization: by the slug in its address."""

from django.http import HttpResponse

from accounts import directory
from core.limits import allowance, hit
from core.middleware import Resolution
from integrations.answers import refused, too_large

LARGEST = 5 * 1024 * 1024


def hook(request) -> Resolution | HttpResponse:
    """``/hooks/v1/<slug>/<source>/``. The body is read here, before a transaction waits for a slow sender.

    An unknown organization answers as a wrong signature does.
    """
    steps = request.path.split("/")
    slug = steps[3] if len(steps) > 3 else ""
    limit = hit(f"hook:{slug}:{request.META['REMOTE_ADDR']}", limit=allowance("hook"))
    body = request.read(LARGEST + 1) if limit.allowed else b""
    if len(body) > LARGEST:
        return too_large()
    organization = directory.organization_by_slug(slug)
    if organization is None or not organization.is_active:
        return refused()
    attributes = {"organization": organization, "hook_body": body}
    return Resolution(organization.pk, attributes=attributes, limit=limit)
