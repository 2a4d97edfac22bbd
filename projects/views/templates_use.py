"""A project and templates: begin with one, save it as one."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from projects import permissions
from projects.actions.templates_apply import apply_template, version_in_force
from projects.actions.templates_kept import save_as_template
from projects.choices import SowState
from projects.forms.templates import SaveAsForm
from projects.models import TemplateVersion
from projects.queries.templates import missing_lines, offered_templates
from projects.queries.templates_saving import content_of
from projects.rules.lifecycle import is_open
from projects.rules.templates import TEXTS, plan_hours
from projects.views.frame import address, find, frame


@require_http_methods(["GET", "POST"])
def begin(request, slug, number):
    """Choose a template, see what it would add, add it. Into a plan with tasks only what is missing, when asked."""
    project = find(request, number)
    has_plan = project.tasks.exists()
    allowed = permissions.can_start_from_template(request.member, project, has_plan=has_plan)
    if not allowed or not is_open(project.status):
        raise NotAllowed(_("Only the project's lead tech changes the plan."))
    if request.method == "POST":
        version = get_object_or_404(TemplateVersion.objects.select_related("template"), pk=_pk(request))
        again = request.POST.get("again") == "1"
        added = apply_template(project=project, version=version, by=request.member, now=clock.now(), again=again)
        messages.success(request, said(added))
        return redirect(request, address(project, "plan"))
    offered = list(offered_templates())
    chosen = next((row for row in offered if str(row.pk) == request.GET.get("template")), None)
    context = frame(request, project, "plan") | {
        "offered": offered,
        "chosen": chosen,
        "has_plan": has_plan,
        "telling": True,
    }
    if chosen:
        context |= _preview(project, version_in_force(chosen))
    return render(request, "projects/templates/begin.html", context)


@require_http_methods(["GET", "POST"])
def save(request, slug, number):
    """What would go into the template, and its name; it waits as a draft until it is published."""
    project = find(request, number)
    if not permissions.can_save_as_template(request.member, project):
        raise NotAllowed(_("The lead tech and the project manager save a project as a template."))
    form = SaveAsForm(request.POST or None, initial={"name": project.title[:120]})
    if request.method == "POST" and form.is_valid():
        try:
            row = save_as_template(project=project, by=request.member, now=clock.now(), **form.cleaned_data)
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("“%s” waits as a draft to be reviewed and published.") % row.name)
            return redirect(request, row.get_absolute_url())
    content = content_of(project)
    context = frame(request, project, "plan") | {
        "form": form,
        "content": content,
        "hours": plan_hours(content["plan"]),
        "words": any(content[name] for name in (*TEXTS, "checklist")),
        "telling": True,
    }
    return render(request, "projects/templates/save.html", context, status=422 if form.errors else 200)


def said(added):
    """One sentence: what came from the template."""
    parts = [
        _("Tasks: %d") % added.tasks + (_(", with days from the start") if added.dated else ""),
        _("materials: %d") % added.materials,
        _("a draft of the SoW") if added.sow else _("no SoW draft"),
    ]
    return _("Added from the template. %s.") % "; ".join(parts)


def _preview(project, version):
    plan, bom = missing_lines(project, version)
    return {
        "version": version,
        "plan": plan,
        "bom": bom,
        "hours": plan_hours(plan),
        "start": project.started_on or project.committed_start or project.baseline_start,
        "kept": len(version.plan) - len(plan),
        "writes_sow": bool(version.checklist or any(getattr(version, name) for name in TEXTS))
        and not project.sows.exclude(state=SowState.REJECTED).exists(),
    }


def _pk(request):
    try:
        return UUID(request.POST.get("version", ""))
    except ValueError:
        return None
