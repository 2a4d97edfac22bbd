"""Pages of a person: the way home, the choice of organization, the own profile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, directory, resolvers
from accounts.actions import preferences
from accounts.forms import NotificationForm, PictureForm, ProfileForm
from accounts.models import UserPicture
from accounts.queries import choices_of, profile_of
from accounts.queries.roster import role_words
from core import htmx


@never_cache
@require_safe
def home(request):
    """``/``: sign in, then the home page of the last used (or only) organization."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    member = resolvers.last_membership(request)
    return redirect(member.organization if member else "accounts:organizations")


@never_cache
@require_safe
@login_required
def organizations(request):
    """The organizations of the person, to switch between; says so when there is none."""
    last = request.session.get(resolvers.LAST_ORGANIZATION)
    found = sorted(directory.memberships_of(request.user), key=lambda row: row.organization.slug != last)
    memberships = [(row, role_words(row.roles)) for row in found]
    return render(request, "accounts/organizations.html", {"memberships": memberships, "last": last})


@never_cache
@require_http_methods(["GET", "POST"])
def profile(request):
    """Own name, appearance, zone, language; ``accounts.resolvers.last_used`` has found the member."""
    user = request.member.user
    initial = {field: getattr(user, field) for field in preferences.FIELDS}
    form = ProfileForm(request.POST or None, initial=initial, organization=request.organization)
    if request.method == "POST" and form.is_valid():
        actions.update_profile(by=request.member, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return htmx.redirect(request, request.path)
    context = {
        "form": form,
        "picture_form": PictureForm(),
        "has_picture": bool(user.picture_version),
        "nav_key": "profile",
    }
    return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)


@require_POST
def picture(request):
    """A new picture of oneself, or with ``remove=1`` none."""
    removes = request.POST.get("remove") == "1"
    form = PictureForm(request.POST, request.FILES)
    if not removes and not form.is_valid():
        messages.error(request, _("No picture was kept: choose a file first."))
        return redirect("accounts:profile")
    preferences.set_picture(by=request.member, upload=None if removes else form.cleaned_data["picture"])
    messages.success(request, _("Your picture is gone.") if removes else _("Your picture is saved."))
    return redirect("accounts:profile")


@require_http_methods(["GET", "POST"])
def notifications(request):
    """How the person is told of each event in this organization, and when not."""
    member = request.member
    row = profile_of(member)
    initial = {event.value: way.value for event, way in choices_of(member).items()}
    initial |= {"quiet_from": row.quiet_from, "quiet_until": row.quiet_until}
    form = NotificationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        quiet = {name: form.cleaned_data[name] for name in ("quiet_from", "quiet_until")}
        preferences.choose_notifications(by=member, chosen=form.chosen(), **quiet)
        messages.success(request, _("Your choices are saved."))
        return htmx.redirect(request, request.path)
    context = {"form": form, "nav_key": "profile"}
    return render(request, "accounts/notifications.html", context, status=422 if form.is_bound else 200)


@require_safe
def member_picture(request, slug, pk):
    """The picture of a colleague; who has none is missing like a stranger."""
    rows = UserPicture.objects.filter(
        user__memberships__organization=request.organization, user__memberships__pk=pk
    )
    row = rows.first()
    if row is None:
        raise Http404
    headers = {"Cache-Control": "private, max-age=3600", "Content-Disposition": 'inline; filename="picture.png"'}
    return HttpResponse(bytes(row.content), content_type="image/png", headers=headers)
