"""Changing the status of a project: at once where it can be taken back, with a reason or a check otherwise."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from projects import actions, permissions
from projects.forms.status import CancelForm, CloseForm, ReasonForm
from projects.queries.board import duties_of
from projects.queries.commitments import open_commitments
from projects.rules.responsibilities import BY_KEY, open_blockers
from projects.views.frame import address, find, frame

AT_ONCE = {
    "start": actions.start_project,
    "resume": actions.resume_project,
    "deliver": actions.deliver_project,
    "closing": actions.begin_closing,
}
ASKED = {
    "hold": (actions.hold_project, gettext_lazy("Put %s on hold"), gettext_lazy("Put on hold")),
    "reopen": (actions.reopen_project, gettext_lazy("Reopen %s"), gettext_lazy("Reopen the project")),
    "close": (actions.close_project, gettext_lazy("Close %s"), gettext_lazy("Close the project")),
    "cancel": (actions.cancel_project, gettext_lazy("Cancel %s"), gettext_lazy("Cancel the project")),
}


@require_http_methods(["GET", "POST"])
def change(request, slug, number, verb):
    """``verb`` is one of AT_ONCE (POST only) or ASKED (a page with its form)."""
    project = find(request, number)
    if verb in AT_ONCE and request.method == "POST":
        return _done(request, AT_ONCE[verb](project=project, by=request.member, now=clock.now()))
    if verb not in ASKED:
        raise Http404
    if not permissions.can_manage_project(request.member, project):
        raise NotAllowed(_("Only the project's manager changes its status."))
    return _ask(request, project, verb)


def _ask(request, project, verb):
    act, title, label = ASKED[verb]
    form = _form(verb, project, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                reason = {"reason": form.cleaned_data["reason"]} if "reason" in form.fields else {}
                undo = address(project, "status", "resume") if verb == "hold" else ""
                return _done(request, act(project=project, by=request.member, now=clock.now(), **reason), undo)
            except InvalidInput as error:
                add_refusal(form, error)
        status = 422
    blockers = _blockers(project) if verb == "close" else []
    context = frame(request, project, "detail") | {
        "verb": verb,
        "telling": True,  # this page has its own primary
        "form": form,
        "title": title % project.number,
        "label": label,
        "blockers": blockers,
        "commitments": open_commitments(project) if verb == "close" else [],
        "can_submit": all(blocker["at_close"] for blocker in blockers),
    }
    return render(request, "projects/status.html", context, status=status)


def _form(verb, project, data):
    if verb == "cancel":
        return CancelForm(data, project=project)
    return CloseForm(data) if verb == "close" else ReasonForm(data)


def _blockers(project):
    """What is neither done nor waived. Missed weeks are judged at the close itself, so the page only names them."""
    today = clock.today(project.organization.zone)
    states = {duty.key: duty.state for duty in duties_of(project, today)}
    return [
        {
            "name": BY_KEY[key].name,
            "state": states.get(key),
            "url": address(project, "responsibility", key.value),
            "at_close": key == "weekly_updates",
        }
        for key in open_blockers(states)
    ]


def _done(request, project, undo=""):
    said = {"number": project.number, "status": project.get_status_display().lower()}
    messages.success(request, _("%(number)s is %(status)s now.") % said, extra_tags=undo)
    return redirect(request, address(project, "detail"))
