"""One template: its versions, a draft and its publication, a copy, the archive."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import can_change_settings
from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, shown, wanted_in
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from projects.actions.templates_kept import archive_template, duplicate_template
from projects.actions.templates_versions import CONTENT, discard_draft, publish_draft, start_draft, update_draft
from projects.forms.templates import DraftForm, bom_table
from projects.models import ProjectTemplate, TemplateVersion
from projects.queries.templates import experience_of, template_rows
from projects.rules.sow import SECTIONS, items
from projects.rules.templates import plan_hours, plan_table


@require_GET
def template(request, slug, pk):
    """The version in force (``?version=<number>``: another one) with what finished projects took for each task."""
    row = get_object_or_404(ProjectTemplate.objects.select_related("waivers_approved_by__user"), pk=pk)
    versions = list(row.versions.select_related("written_by__user", "published_by__user"))
    wanted = request.GET.get("version", str(row.version))
    version = next((one for one in versions if str(one.number) == wanted), None)
    if version is None and "version" in request.GET:
        raise Http404
    version = version or versions[0] if versions else None
    context = {
        "nav_key": "settings",
        "row": template_rows([row])[0],
        "template": row,
        "version": version,
        "versions": versions,
        "draft": next((one for one in versions if one.published_at is None), None),
        "may_change": can_change_settings(request.member),
    }
    if version:
        context |= _content(version) | {"lines": plan_lines(version.plan, experience_of(row))}
    return render(request, "projects/templates/template.html", context)


def plan_lines(plan, experience):
    """Lines as the page prints them, with the numbers of those before them."""
    numbers = {line["key"]: number for number, line in enumerate(plan, 1)}
    return [
        {
            "number": numbers[line["key"]],
            "line": line,
            "last_day": line["offset"] + line["days"] - 1,
            "after": ", ".join(str(numbers[key]) for key in line["after"]),
            "experience": experience.get(line["key"]),
        }
        for line in plan
    ]


def _content(version):
    words = [(label, items(getattr(version, name, ""))) for name, label in SECTIONS]
    return {
        "hours": plan_hours(version.plan),
        "words": [(label, lines) for label, lines in words if lines],
        "checklist": items(version.checklist),
    }


@require_POST
def start(request, slug, pk):
    """A draft of the next version, and on to its form."""
    row = get_object_or_404(ProjectTemplate, pk=pk)
    start_draft(template=row, by=request.member, now=clock.now())
    return redirect("projects:template_draft", slug, pk)


@require_http_methods(["GET", "POST"])
def edit(request, slug, pk):
    """The draft. What two people change at once is put before the second."""
    if not can_change_settings(request.member):
        raise NotAllowed(_("Only an owner or a service manager changes settings."))
    draft = _draft(pk)
    initial = {name: getattr(draft, name) for name in CONTENT}
    initial |= {"plan": plan_table(draft.plan), "bom": bom_table(draft.bom)}
    form, found = DraftForm(request.POST or None, initial=initial, known=draft.plan), []
    seen = request.POST.get("seen") or shown(draft, CONTENT)
    if request.method == "POST" and form.is_valid():
        wanted = wanted_in(request.POST, form.cleaned_data)
        try:
            update_draft(draft=draft, by=request.member, now=clock.now(), seen=seen_in(request.POST), **wanted)
        except Conflict as conflict:
            draft.refresh_from_db()
            found = clashes(conflict, draft, form, clock.now(), request.organization.zone)
            seen = shown(draft, CONTENT)
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The draft is saved. Projects begin with it once it is published."))
            return redirect(_address(draft.template, draft.number))
    context = {"nav_key": "settings", "form": form, "draft": draft, "seen": seen, "clashes": found}
    status = 409 if found else 422 if form.errors else 200
    return render(request, "projects/templates/draft.html", context, status=status)


@require_POST
def publish(request, slug, pk):
    """New projects begin with the draft from now on."""
    draft = publish_draft(draft=_draft(pk), by=request.member, now=clock.now())
    messages.success(request, _("Version %d is published.") % draft.number)
    return redirect(_address(draft.template))


@require_POST
def discard(request, slug, pk):
    """Throw the draft away."""
    draft = _draft(pk)
    stays = discard_draft(draft=draft, by=request.member, now=clock.now())
    messages.success(request, _("The draft is gone."))
    return redirect(_address(draft.template) if stays else _list(draft.template))


@require_POST
def archive(request, slug, pk):
    """Offer the template no more, or again."""
    row = get_object_or_404(ProjectTemplate, pk=pk)
    row = archive_template(
        template=row, archived=request.POST.get("archived") == "1", by=request.member, now=clock.now()
    )
    said = _("“%s” is offered again.") if row.is_active else _("“%s” is archived: no project begins with it.")
    messages.success(request, said % row.name)
    return redirect(_address(row))


@require_POST
def duplicate(request, slug, pk):
    """A copy with a draft, to be changed into another template."""
    row = duplicate_template(
        template=get_object_or_404(ProjectTemplate, pk=pk), by=request.member, now=clock.now()
    )
    messages.success(request, _("“%s” is a draft: change it and publish it.") % row.name)
    return redirect(_address(row))


def _draft(pk):
    return get_object_or_404(TemplateVersion.objects.select_related("template"), template=pk, published_at=None)


def _address(row, number=None):
    return row.get_absolute_url() + (f"?version={number}" if number else "")


def _list(row):
    return row.get_absolute_url().rsplit("/", 2)[0] + "/"
