"""API keys: made, shown once, revoked. Owners only."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, permissions, queries
from accounts.forms.settings import KeyForm
from accounts.models import ApiKey
from core import clock
from core.errors import DomainError, NotAllowed
from core.forms import add_refusal


@never_cache
@require_http_methods(["GET", "POST"])
def keys(request, slug):
    """The keys and the form of a new one; the answer to a POST shows the key, this once."""
    if not permissions.can_manage_keys(request.member):
        raise NotAllowed(_("Only an owner hands out API keys."))
    form = KeyForm(
        request.POST or None, organization=request.organization, initial={"member": str(request.member.pk)}
    )
    made = plain = None
    if request.method == "POST" and form.is_valid():
        try:
            made, plain = _make(request, form.cleaned_data)
        except DomainError as error:
            add_refusal(form, error)
    context = {
        "nav_key": "settings",
        "form": form if not made else KeyForm(organization=request.organization),
        "keys": queries.api_keys(),
        "made": made,
        "plain": plain,
        "docs_url": "/api/v1/docs/",
    }
    status = 422 if form.errors else 201 if made else 200
    response = render(request, "accounts/settings/keys.html", context, status=status)
    if made:
        response.made = str(made.pk)
    return response


def _make(request, values):
    """The key of this press. The answer to the first of two presses is lost, so the second draws its secret anew."""
    made_before = getattr(request, "made_before", None)
    if made_before is None:
        return actions.create_api_key(by=request.member, **values)
    key = ApiKey.objects.get(pk=made_before)
    return actions.draw_again(key=key, by=request.member, now=clock.now())


@require_POST
def revoke(request, slug, pk):
    """The key opens nothing any more."""
    key = get_object_or_404(ApiKey, pk=pk)
    actions.revoke_api_key(key=key, by=request.member, now=clock.now())
    messages.success(request, _("“%s” is revoked.") % key.name)
    return redirect("settings:keys", slug)
