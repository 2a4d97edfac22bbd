"""Settings of projects: due dates and playbook of the twelve, templates of small jobs, how far judging has come."""

from json import dumps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import can_change_settings
from accounts.queries import settings_of
from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, shown, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from projects.actions.templates import (
    STANDARD_FIELDS,
    save_template,
    set_standard,
    stored_template,
    template_reading,
)
from projects.choices import ProjectClass
from projects.forms.settings import StandardForm, TemplateForm
from projects.models import Project, ProjectTemplate, ResponsibilityStandard
from projects.queries.standards import standard_rows
from projects.queries.templates import template_rows
from projects.rules.lifecycle import ENDED
from projects.rules.playbook import PLAYBOOK
from projects.rules.responsibilities import BY_KEY


@require_GET
def judging(request, slug):
    """``done`` of ``total`` open projects are judged by the rules in force; asks again until all are."""
    if not request.htmx:  # a part of the settings, no page
        return redirect("settings:index", slug)
    since = settings_of(request.organization).judged_from
    rows = Project.objects.exclude(status__in=ENDED)
    total = rows.count()
    left = rows.exclude(health_at__gte=since).count() if since else 0
    context = {"nav_key": "settings", "done": total - left, "total": total, "since": since, "left": left}
    return render(request, "projects/_judging.html", context)


@require_GET
def standards(request, slug):
    """The twelve with due days and playbook, per class of projects."""
    project_class = _class(request.GET.get("class", ProjectClass.STANDARD))
    context = {
        "nav_key": "settings",
        "rows": standard_rows(project_class),
        "project_class": project_class,
        "options": [
            {"label": label, "url": f"?class={value}", "current": value == project_class}
            for value, label in ProjectClass.choices
        ],
        "may_change": can_change_settings(request.member),
    }
    return render(request, "projects/settings/standards.html", context)


@require_http_methods(["GET", "POST"])
def standard(request, slug, project_class, key):
    """One of the twelve in one class."""
    _require_settings(request.member)
    project_class, rule = _class(project_class), BY_KEY.get(key)
    if rule is None:
        raise Http404
    row = _stored_standard(project_class, key)
    form = StandardForm(
        request.POST or None, initial={name: getattr(row, name) for name in STANDARD_FIELDS}, rule=rule
    )
    told = {"seen": request.POST.get("seen") or shown(row, STANDARD_FIELDS), "clashes": []}
    if request.method == "POST" and form.is_valid():
        try:
            set_standard(
                organization=request.organization,
                project_class=project_class,
                key=key,
                changes=wanted_in(request.POST, form.cleaned_data),
                by=request.member,
                now=clock.now(),
                seen=seen_in(request.POST),
            )
        except Conflict as conflict:
            row = _stored_standard(project_class, key)
            told = _told(request, conflict, row, form, shown(row, STANDARD_FIELDS))
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Saved. Open projects follow with the next computation."))
            return redirect(f"{request.path.rsplit('/', 3)[0]}/?class={project_class}")
    context = {
        "nav_key": "settings",
        "form": form,
        "title": rule.name,
        "class_words": ProjectClass(project_class).label,
        "shipped": PLAYBOOK[key],
        **told,
    }
    return render(request, "projects/settings/standard.html", context, status=_status(form, told))


def _stored_standard(project_class, key):
    which = {"project_class": project_class, "key": key}
    return ResponsibilityStandard.objects.filter(**which).first() or ResponsibilityStandard(**which)


def _told(request, conflict, row, form, seen):
    """What both forms say to the second of two who changed the same."""
    return {"seen": seen, "clashes": clashes(conflict, row, form, clock.now(), request.organization.zone)}


def _status(form, told):
    return 409 if told["clashes"] else 422 if form.errors else 200


@require_GET
def templates(request, slug):
    """The templates of small jobs."""
    rows = ProjectTemplate.objects.select_related("waivers_approved_by__user").order_by("-is_active", "name")
    context = {
        "nav_key": "settings",
        "templates": template_rows(rows),
        "may_change": can_change_settings(request.member),
    }
    return render(request, "projects/settings/templates.html", context)


@require_http_methods(["GET", "POST"])
def new_template(request, slug):
    """A new template."""
    return _template_page(request, None, {})


@require_http_methods(["GET", "POST"])
def edit_template(request, slug, pk):
    """A new version of a template."""
    row = get_object_or_404(ProjectTemplate, pk=pk)
    return _template_page(request, row, template_reading(row) | {"waives": row.waives})


def _template_page(request, row, initial):
    _require_settings(request.member)
    form = TemplateForm(request.POST or None, initial=initial)
    told = {"seen": request.POST.get("seen") or (dumps(template_reading(row)) if row else ""), "clashes": []}
    if request.method == "POST" and form.is_valid():
        seen = seen_in(request.POST)
        values = _without_given_up(request.POST, row, form.cleaned_data)
        try:
            save_template(template=row, by=request.member, now=clock.now(), seen=seen, **values)
        except Conflict as conflict:
            told = _told(request, conflict, row, form, dumps(template_reading(row)))
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("“%s” is saved.") % form.cleaned_data["name"])
            return redirect("projects:templates", request.organization.slug)
    context = {
        "nav_key": "settings",
        "form": form,
        "title": _("Edit %s") % row.name if row else _("New template"),
        **told,
    }
    return render(request, "projects/settings/template.html", context, status=_status(form, told))


def _without_given_up(data, row, values):
    """The values of the form; where its reader chose “keep theirs”, what stands."""
    wanted = wanted_in(data, values)
    return (stored_template(row) if row else {}) | wanted


def _class(value):
    if value not in ProjectClass.values:
        raise Http404
    return value


def _require_settings(member):
    if not can_change_settings(member):
        raise NotAllowed(_("Only an owner or a service manager changes settings."))
