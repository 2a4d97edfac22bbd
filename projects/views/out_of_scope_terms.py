"""Settings: what the organization agrees with its customers on out-of-scope work."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import can_change_settings
from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, shown, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from projects import actions
from projects.actions.out_of_scope_terms import OUT_OF_SCOPE_TERMS
from projects.forms.out_of_scope import TermsForm
from projects.queries.out_of_scope import terms


@require_http_methods(["GET", "POST"])
def extra_terms(request, slug):
    """The form. A refused one answers 422, one that is out of date 409."""
    if not can_change_settings(request.member):
        raise NotAllowed(_("Only an owner or a service manager changes settings."))
    form = TermsForm(request.POST or None, instance=terms())
    seen = request.POST.get("seen") or shown(form.instance, OUT_OF_SCOPE_TERMS)
    found, status = [], 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_terms(
                organization=request.organization,
                changes=wanted_in(request.POST, form.cleaned_data),
                by=request.member,
                now=clock.now(),
                seen=seen_in(request.POST),
            )
        except Conflict as conflict:
            row, status = terms(), 409
            seen = shown(row, OUT_OF_SCOPE_TERMS)
            found = clashes(conflict, row, form, clock.now(), request.organization.zone)
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Saved. It holds for what is told, started and asked from now on."))
            return redirect("projects:extra_terms", slug)
    context = {
        "nav_key": "settings",
        "form": form,
        "title": _("Out-of-scope work"),
        "seen": seen,
        "clashes": found,
    }
    return render(request, "projects/settings/extra_terms.html", context, status=status)
