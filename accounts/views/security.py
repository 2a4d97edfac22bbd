"""The person's own way in: second factors, recovery codes, sessions. allauth does the ceremonies."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import factors, sessions
from accounts.devices import device_words
from accounts.models.recovery import RecoveryCode
from core import clock


@never_cache
@require_safe
@login_required
def security(request):
    """Second factors, recovery codes that are left, and where one is signed in."""
    sessions.note_session(request, clock.now())
    found = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    rows = sessions.sessions_of(request.user, clock.now())
    here = request.session.session_key
    context = {
        "app": next((row for row in found if row.type == Authenticator.Type.TOTP), None),
        "passkeys": [row for row in found if row.type == Authenticator.Type.WEBAUTHN],
        "codes_left": RecoveryCode.objects.filter(user=request.user, used_at=None).count(),
        "sessions": [(row, device_words(row.user_agent), row.session_key == here) for row in rows],
    }
    return render(request, "accounts/security.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request):
    """GET says what they are; POST makes ten and shows them this once."""
    if not Authenticator.objects.filter(user=request.user).exists():
        return redirect("mfa_index")
    codes = []
    if request.method == "POST":
        codes = factors.make_recovery_codes(user=request.user)
        factors.note_security(user=request.user, verb="security.codes_made", now=clock.now(), mail=False)
    left = RecoveryCode.objects.filter(user=request.user, used_at=None).count()
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "left": left})


@require_POST
@login_required
def end_session(request, pk):
    """Sign out one device."""
    if not sessions.end_session(user=request.user, pk=pk):
        raise Http404
    messages.success(request, _("That device is signed out."))
    return redirect("mfa_index")


@require_POST
@login_required
def end_sessions(request):
    """Sign out everywhere but here."""
    sessions.end_all_sessions(user=request.user, request=request)
    factors.note_security(user=request.user, verb="security.signed_out_everywhere", now=clock.now(), mail=False)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("mfa_index")


class AddApp(ActivateTOTPView):
    """allauth's, then on to the recovery codes."""

    did_generate_recovery_codes = False

    def get_success_url(self):
        return _after_adding(self.request)


class AddPasskey(AddWebAuthnView):
    """The same for a passkey."""

    def get_success_url(self):
        return _after_adding(self.request)


def _after_adding(request):
    has_codes = RecoveryCode.objects.filter(user=request.user, used_at=None).exists()
    return reverse("mfa_index" if has_codes else "accounts:recovery_codes")
