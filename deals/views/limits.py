"""Settings: from where on a deal is a project."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import can_change_settings
from core import clock
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from deals import actions, forms
from deals.queries.size import hand_off_rules


@require_http_methods(["GET", "POST"])
def limits(request, slug):
    """The form. A refused one answers 422."""
    if not can_change_settings(request.member):
        raise NotAllowed(_("Only an owner or a service manager changes settings."))
    form = forms.LimitsForm(request.POST or None, instance=hand_off_rules())
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_limits(
                organization=request.organization, changes=form.cleaned_data, by=request.member, now=clock.now()
            )
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Saved. Open deals are judged by it from now on."))
            return redirect("deals:limits", slug)
    context = {"nav_key": "settings", "form": form, "title": _("When a deal is a project")}
    return render(request, "deals/limits.html", context, status=422 if request.method == "POST" else 200)
