"""How a request finds its organization: by slug for staff, by key for the API."""

from urllib.parse import quote

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, resolve_url

from accounts import directory
from accounts.models import ApiKey
from core import clock
from core.middleware import Resolution
from core.models import TokenPurpose


def staff(request):
    """``/o/<slug>/…``: the member's organization; strangers to it get the page of a missing one."""
    if not request.user.is_authenticated:
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}")
    slug = request.path.split("/", 3)[2]
    organization = directory.organization_by_slug(slug)
    member = organization and directory.membership_of(request.user, organization)
    if not member:
        raise Http404
    return Resolution(organization.pk, attributes={"organization": organization, "member": member})


def api_key(request):
    """``/api/v1/…``: the organization of the bearer key. Without a usable key: no scope, so DRF answers 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    route = directory.route_of(token.strip(), TokenPurpose.API_KEY)
    if route is None:
        return None

    def enter(request):
        key = ApiKey.objects.select_related("member__user").filter(pk=route.object_id, revoked_at=None).first()
        if key is None or not key.member.is_active or not key.member.user.is_active:
            return
        now = clock.now()
        if key.last_used_at is None or (now - key.last_used_at).total_seconds() > 60:
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        key.member.organization = route.organization
        request.api_key, request.member = key, key.member

    return Resolution(route.organization_id, attributes={"organization": route.organization}, enter=enter)
