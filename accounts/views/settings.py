"""Settings of the organization: one page per section. Everyone reads the index; actions guard the writes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, permissions, queries
from accounts.actions.settings import IDENTITY
from accounts.forms import settings as forms
from accounts.logos import stored_logo
from audit.conflicts import clashes
from audit.queries import events
from core import clock, colors
from core.conflicts import Conflict, seen_in, shown, wanted_in
from core.errors import DomainError, NotAllowed
from core.forms import add_refusal

form_page = require_http_methods(["GET", "POST"])


@require_GET
def index(request, slug):
    """What can be set, section by section, with what is set now."""
    organization = request.organization
    context = {
        "nav_key": "settings",
        "settings": queries.settings_of(organization),
        "may_change": permissions.can_change_settings(request.member),
        "may_identify": permissions.can_change_identity(request.member),
        "is_owner": permissions.can_manage_keys(request.member),
    }
    return render(request, "accounts/settings/index.html", context)


@form_page
def identity(request, slug):
    """Name, logo, color, zone and currency."""
    organization = request.organization
    initial = {field: getattr(organization, field) for field in ("name", "brand_color", "time_zone", "currency")}
    form = forms.IdentityForm(
        request.POST or None, request.FILES or None, initial=initial, currency_locked=queries.has_money()
    )

    def save(values):
        now, logo = clock.now(), values.pop("logo", None)
        seen = seen_in(request.POST)
        picture = stored_logo(logo.read()) if logo else None  # before the rest: a bad one saves nothing
        actions.update_identity(organization=organization, changes=values, by=request.member, now=now, seen=seen)
        if picture:
            actions.set_logo(organization=organization, content=picture, by=request.member, now=now)

    extra = {"shades": _shades(organization.brand_color), "allowed": permissions.can_change_identity}
    return _form(request, form, save, "identity", _("Organization"), row=organization, fields=IDENTITY, **extra)


@require_POST
def remove_logo(request, slug):
    """Have no logo."""
    actions.set_logo(organization=request.organization, content=None, by=request.member, now=clock.now())
    messages.success(request, _("The logo is removed."))
    return redirect("settings:identity", slug)


@form_page
def working_time(request, slug):
    """Working days and hours; the days off stand on a page of their own."""
    return _fields_page(
        request, forms.WorkingTimeForm, actions.update_working_time, "working_time", _("Working time")
    )


@form_page
def updates(request, slug):
    """The weekly updates."""
    return _fields_page(request, forms.UpdatesForm, actions.update_updates, "updates", _("Weekly updates"))


@form_page
def thresholds(request, slug):
    """Where a verdict turns."""
    return _fields_page(request, forms.ThresholdsForm, actions.update_thresholds, "thresholds", _("Thresholds"))


@require_POST
def set_up(request, slug):
    """Put the first steps away, or with ``dismissed=0`` bring them back."""
    dismissed = request.POST.get("dismissed") != "0"
    actions.dismiss_set_up(
        organization=request.organization, by=request.member, now=clock.now(), dismissed=dismissed
    )
    return redirect("dashboard:home", slug)


def _fields_page(request, form_class, action, name, title):
    settings = queries.settings_of(request.organization)
    initial = {field: getattr(settings, field) for field in form_class.base_fields}
    form = form_class(request.POST or None, initial=initial)

    def save(values):
        act = {"organization": request.organization, "by": request.member, "now": clock.now()}
        action(changes=values, seen=seen_in(request.POST), **act)

    allowed = permissions.can_change_settings
    return _form(
        request, form, save, name, title, row=settings, fields=list(form_class.base_fields), allowed=allowed
    )


def _form(request, form, save, name, title, *, row, fields, allowed, **extra):
    """One section: the form over ``fields`` of ``row``. A refused form answers 422, one that is out of date 409."""
    if not allowed(request.member):
        raise NotAllowed(_("Only an owner or a service manager changes settings."))
    status, found = 200, []
    seen = request.POST.get("seen") or shown(row, fields)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save(wanted_in(request.POST, form.cleaned_data))
            except Conflict as conflict:
                status = 409
                row.refresh_from_db()
                seen, found = (
                    shown(row, fields),
                    clashes(conflict, row, form, clock.now(), request.organization.zone),
                )
            except DomainError as error:
                add_refusal(form, error)
            else:
                messages.success(request, _("Saved. What follows from it is computed anew."))
                return redirect(reverse(f"settings:{name}", args=[request.organization.slug]))
    context = {"nav_key": "settings", "form": form, "title": title, "section": name, **extra}
    context |= {"seen": seen, "clashes": found}
    return render(request, f"accounts/settings/{name}.html", context, status=status)


def _shades(color):
    """``(surface, shade, ratio, is_itself)`` of the color on light and dark pages."""
    if not color:
        return []
    surfaces = ((_("Light pages and mails"), colors.WHITE), (_("Dark pages"), colors.DARK))
    rows = []
    for name, surface in surfaces:
        shade = colors.nearest_passing(color, surface)
        rows.append(
            (
                name,
                shade,
                f"{colors.contrast(shade, surface):.1f}",
                shade == color,
                f"{colors.contrast(color, surface):.1f}",
            )
        )
    return rows


def history_of(organization, verbs):
    """The newest acts of those verbs."""
    return [event for event in events(organization)[:200] if event.verb in verbs][:10]
