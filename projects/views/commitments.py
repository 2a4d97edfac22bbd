"""The register of commitments of a project: all lines, a new one, what became of one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.queries import members
from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import NotAllowed
from core.htmx import redirect
from projects import actions, permissions
from projects.choices import CommitmentState
from projects.forms.commitments import CommitmentChangeForm, CommitmentForm, OutcomeForm
from projects.models import Commitment
from projects.queries.commitments import commitments_of
from projects.views.frame import address, find, frame
from projects.views.row_form import row_form

OUTCOME = ("state", "reason")
KEEPING = ("owner", "due_on")


@require_GET
def commitments(request, slug, number):
    """Every line with its state, owner and what was said about it."""
    project = find(request, number)
    context = frame(request, project, "detail")
    lines = commitments_of(project, context["today"])
    for line in lines:
        line.can_settle = context["is_open"] and permissions.can_settle_commitment(request.member, line)
    context |= {
        "lines": lines,
        "open_count": sum(line.state == CommitmentState.OPEN for line in lines),
        "broken_count": sum(line.state == CommitmentState.BROKEN for line in lines),
        "can_add": context["is_open"] and permissions.can_change_commitments(request.member, project),
    }
    return render(request, "projects/commitments.html", context)


@require_http_methods(["GET", "POST"])
def add(request, slug, number):
    """Note something that is in no paper."""
    project = find(request, number)
    _require(permissions.can_change_commitments(request.member, project))
    people, me = list(members(request.organization)), str(request.member.pk)
    form = CommitmentForm(request.POST or None, people=people, initial={"owner": me})

    def save(values):
        actions.add_commitment(project=project, by=request.member, now=clock.now(), **values)

    title, label = _("Note a commitment"), _("Note it")
    return row_form(request, project, form, save, title=title, label=label, back=_back(project))


@require_http_methods(["GET", "POST"])
def edit(request, slug, number, pk):
    """What became of it; for who may change the register also owner and day."""
    project = find(request, number)
    line = _line(project, pk)
    _require(permissions.can_settle_commitment(request.member, line))
    changes = permissions.can_change_commitments(request.member, project)
    fields = OUTCOME + KEEPING if changes else OUTCOME
    form = _form(request, line, changes)

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        act = {"commitment": line, "by": request.member, "now": clock.now(), "seen": seen}
        said = {name: wanted[name] for name in OUTCOME if name in wanted}
        if "state" in said:
            actions.settle_commitment(**act, **said)
        if changes:
            actions.update_commitment(**act, **{name: wanted[name] for name in KEEPING if name in wanted})

    return row_form(
        request,
        project,
        form,
        save,
        title=line.text,
        label=_("Save"),
        back=_back(project),
        row=line,
        fields=fields,
    )


@require_POST
def keep(request, slug, number, pk):
    """Kept: one press, with undo."""
    project = find(request, number)
    line = _line(project, pk)
    actions.settle_commitment(commitment=line, state=CommitmentState.KEPT, by=request.member, now=clock.now())
    messages.success(
        request, _("Kept: “%s”.") % line.text[:80], extra_tags=address(project, "reopen_commitment", pk)
    )
    return redirect(request, _back(project))


@require_POST
def reopen(request, slug, number, pk):
    """Take back what was said about it."""
    project = find(request, number)
    line = _line(project, pk)
    actions.settle_commitment(commitment=line, state=CommitmentState.OPEN, by=request.member, now=clock.now())
    messages.success(request, _("Open again: “%s”.") % line.text[:80])
    return redirect(request, _back(project))


def _form(request, line, changes):
    initial = {name: getattr(line, name) for name in OUTCOME}
    if not changes:
        return OutcomeForm(request.POST or None, initial=initial)
    people = {person.pk: person for person in (*members(request.organization), line.owner)}
    initial |= {"owner": str(line.owner_id), "due_on": line.due_on}
    return CommitmentChangeForm(request.POST or None, people=people.values(), initial=initial)


def _line(project, pk):
    line = get_object_or_404(Commitment.objects.select_related("owner__user"), project=project, pk=pk)
    line.project = project
    return line


def _require(allowed):
    if not allowed:
        raise NotAllowed(_("Its owner, the project's manager and the lead tech say what became of it."))


def _back(project):
    return f"{address(project, 'commitments')}#lines"
