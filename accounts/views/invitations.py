"""Asking people to join, and the page on which they do. Opening the link changes nothing."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import directory, forms, permissions
from accounts.actions import invitations as actions
from accounts.models import Invitation
from accounts.queries.roster import invitation_for, role_words
from core import clock
from core.errors import DomainError, NotAllowed
from core.forms import add_refusal


@require_http_methods(["GET", "POST"])
def invite(request, slug):
    """Who is asked to join, and as what."""
    if not permissions.can_manage_members(request.member):
        raise NotAllowed(_("Only an owner or a service manager invites people."))
    form = forms.InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.invite_member(by=request.member, now=clock.now(), **form.cleaned_data)
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The invitation to %s is on its way.") % found.email)
            return redirect("members:list", slug)
    context = {"nav_key": "settings", "form": form}
    return render(request, "accounts/members/invite.html", context, status=422 if form.is_bound else 200)


@require_POST
def resend(request, slug, pk):
    """The same link again."""
    invitation = get_object_or_404(Invitation, pk=pk)
    actions.resend_invitation(invitation=invitation, by=request.member, now=clock.now())
    messages.success(request, _("The invitation to %s is on its way again.") % invitation.email)
    return redirect("members:list", slug)


@require_POST
def revoke(request, slug, pk):
    """The link is dead at once."""
    invitation = get_object_or_404(Invitation, pk=pk)
    actions.revoke_invitation(invitation=invitation, by=request.member, now=clock.now())
    messages.success(request, _("The invitation to %s is taken back.") % invitation.email)
    return redirect("members:list", slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request, token):
    """The page behind the mailed link. Only its button joins; ``accounts.resolvers.invitation`` found the row."""
    invitation = invitation_for(request.invitation_id)
    user = directory.user_by_email(invitation.email)
    knows_us = user is not None and user.has_usable_password()
    form = None if knows_us else forms.JoinForm(request.POST or None, initial={"name": invitation.name})
    somebody_else = request.user.is_authenticated and request.user.email != invitation.email
    if request.method == "POST" and not somebody_else and (form is None or form.is_valid()):
        try:
            member = actions.accept_invitation(
                invitation=invitation, now=clock.now(), **(form.cleaned_data if form else {})
            )
        except DomainError as error:
            if form is None or not error.errors:
                raise
            add_refusal(form, error)
        else:
            return _welcome(request, member, knows_us=knows_us)
    context = {
        "invitation": invitation,
        "host": request.invited_to,
        "roles": role_words(invitation.roles),
        "is_over": clock.now() >= invitation.expires_at,
        "form": form,
        "somebody_else": somebody_else,
    }
    status = 410 if context["is_over"] else 422 if form is not None and form.is_bound else 200
    return render(request, "accounts/invitation.html", context, status=status)


def _welcome(request, member, *, knows_us):
    """Into the organization: signed in now, or by signing in as usual."""
    home = resolve_url(request.invited_to)
    if request.user.is_authenticated:
        return redirect(home)
    if knows_us:
        messages.success(request, _("You belong to %s now. Sign in as usual.") % request.invited_to.name)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': home})}")
    return perform_login(request, Login(user=member.user, redirect_url=home, email=member.email))
