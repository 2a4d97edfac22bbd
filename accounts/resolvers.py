"""How a request finds its organization: by slug for staff, by key for the API, by memory for the profile."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts import directory
from accounts.actions.sessions import note_session
from accounts.choices import Role
from accounts.models import ApiKey
from accounts.queries import zone_of
from audit.models import ActorKind
from core import clock
from core.db.prepared import prepared_objects
from core.errors import NotAllowed
from core.formats import Manner
from core.limits import allowance, hit, too_many
from core.middleware import Resolution
from core.models import TokenPurpose

LAST_ORGANIZATION = "organization"  # session key: slug of the organization last worked in
VIEWED = "viewed_as"  # session key: {slug: membership id} while an owner sees the product as somebody else
USED_AT_GRAIN = 60  # seconds between two notes that a key was used


def staff(request):
    """``/o/<slug>/…``: the member's organization; strangers to it get the page of a missing one."""
    if not request.user.is_authenticated:
        return sign_in(request)
    slug = request.path.split("/", 3)[2]
    member = directory.membership_of(request.user, slug)
    if not member:
        raise Http404
    organization = member.organization
    if organization.require_second_factor and not member.has_factor:
        return _second_factor(request, organization)
    if request.session.get(LAST_ORGANIZATION) != slug:
        request.session[LAST_ORGANIZATION] = slug
    note_session(request, clock.now())
    viewed = request.session.get(VIEWED, {}).get(slug)
    return _viewing(request, member, viewed) if viewed else _staff_resolution(member)


def _viewing(request, owner, viewed):
    """An owner sees the product as another member: reading only, in a transaction that cannot write."""
    member = directory.membership_by_id(owner.organization, viewed) if owner.has_role(Role.OWNER) else None
    if member is None:  # who looks lost the right to, or whom they looked as has left
        del request.session[VIEWED]
        return _staff_resolution(owner)
    attributes = {"organization": owner.organization, "member": member, "viewer": owner}
    is_stop = request.path == f"/o/{owner.organization.slug}/view-as/stop/"
    return Resolution(
        owner.organization.pk,
        attributes=attributes,
        time_zone=owner.organization.zone,
        read_only=not is_stop,
        enter=None if is_stop else _refuse_writing,
    )


def _refuse_writing(request):
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    said = _("You see the product as %s and can change nothing. Stop first.") % request.member.name
    response = render(request, "403.html", {"error": NotAllowed(said)}, status=403)
    response["X-Problem"] = quote(said)
    return response


def _second_factor(request, organization):
    """To the page where one adds it; everything of the organization waits until then."""
    messages.warning(request, _("%s asks everybody for a second factor. Add yours to go on.") % organization.name)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(resolve_url("mfa_index"))
    return redirect("mfa_index")


def last_used(request):
    """``/profile/``: the frame of the organization last worked in; without any, the page that says so."""
    if not request.user.is_authenticated:
        return sign_in(request)
    member = last_membership(request)
    if member is None:
        return redirect("accounts:organizations")
    if member.organization.require_second_factor and not directory.has_factor(request.user):
        return _second_factor(request, member.organization)
    return _staff_resolution(member)


def own_account(request):
    """``/account/security/``: the same frame for who has one; the page itself says who may see it."""
    member = last_membership(request) if request.user.is_authenticated else None
    return _staff_resolution(member) if member else None


def last_membership(request):
    """The membership of the organization last worked in, else the only one, else None."""
    memberships = list(directory.memberships_of(request.user))
    slug = request.session.get(LAST_ORGANIZATION)
    found = next((row for row in memberships if row.organization.slug == slug), None)
    if found is None and len(memberships) == 1:
        found = memberships[0]
    if found is not None:
        found.user = request.user
    return found


def sign_in(request):
    """To the sign-in page and back here; a part of a page asked for by htmx takes the whole page along."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
    back = f"?next={quote(request.get_full_path())}" if request.method == "GET" else ""
    return redirect(f"{resolve_url(settings.LOGIN_URL)}{back}")


def _staff_resolution(member):
    organization = member.organization
    attributes = {"organization": organization, "member": member}
    manner = Manner(member.user.date_style, member.user.clock_style, member.user.number_style)
    return Resolution(organization.pk, attributes=attributes, time_zone=zone_of(member), manner=manner)


def _key(pk):
    return ApiKey.objects.select_related("member__user").filter(pk=pk, revoked_at=None)


def invitation(request):
    """``/invitation/<token>/``: the organization somebody is asked to join. Unknown, used and revoked look missing."""
    route = directory.route_of(request.path.split("/")[2], TokenPurpose.INVITATION)
    if route is None:
        raise Http404
    attributes = {"invited_to": route.organization, "invitation_id": route.object_id}
    limit = hit(f"invitation:{route.digest}", limit=allowance("link"))
    return Resolution(route.organization_id, attributes=attributes, limit=limit, time_zone=route.organization.zone)


def api_key(request):
    """``/api/v1/…``: the organization of the bearer key. Without a usable key: no scope, so DRF answers 401."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    route = directory.route_of(token.strip(), TokenPurpose.API_KEY)
    if route is None:
        guessed = hit(f"key-guess:{request.META['REMOTE_ADDR']}", limit=allowance("key_guess"))
        return None if guessed.allowed else too_many(request, guessed)

    def enter(request):
        key = next(iter(prepared_objects(_key, pk=route.object_id)), None)
        if key is None or not key.member.is_active or not key.member.user.is_active:
            return
        now = clock.now()
        if key.last_used_at is None or (now - key.last_used_at).total_seconds() > USED_AT_GRAIN:
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        key.member.organization, key.member.actor_kind = route.organization, ActorKind.API_KEY
        key.member.key_name = key.name
        request.api_key, request.member = key, key.member

    return Resolution(
        route.organization_id,
        attributes={"organization": route.organization, "api_key_id": route.object_id},
        enter=enter,
        limit=hit(f"key:{route.digest}", limit=allowance("api_key")),
    )
