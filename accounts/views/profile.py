"""Pages of a person: the way home, the choice of organization, the own profile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, directory, resolvers
from accounts.forms import ProfileForm
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
    memberships = list(directory.memberships_of(request.user))
    last = request.session.get(resolvers.LAST_ORGANIZATION)
    return render(request, "accounts/organizations.html", {"memberships": memberships, "last": last})


@never_cache
@require_http_methods(["GET", "POST"])
def profile(request):
    """Own name and appearance; ``accounts.resolvers.last_used`` has found the member."""
    user = request.member.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "theme": user.theme})
    if request.method == "POST" and form.is_valid():
        actions.update_profile(by=request.member, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return htmx.redirect(request, request.path)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/profile.html", {"form": form, "nav_key": "profile"}, status=status)
