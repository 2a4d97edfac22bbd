"""Taking back the last deletion of this session: ten seconds by the toast, Ctrl Z, ten minutes in all."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.htmx import redirect
from projects.actions.undo import bring_back, kept
from projects.views.frame import address, find

SECONDS = 600


def remember(request, project, row):
    """Before a deletion: note in the session how to take it back. Returns the address that does."""
    request.session["deleted"] = {
        "project": str(project.pk),
        "until": clock.now().timestamp() + SECONDS,
        **kept(row),
    }
    return address(project, "undo")


@require_POST
def undo(request, slug, number):
    """Bring back what this session deleted last in this project."""
    project = find(request, number)
    deleted = request.session.get("deleted")
    now = clock.now()
    if not deleted or deleted["project"] != str(project.pk) or deleted["until"] < now.timestamp():
        messages.warning(request, _("There is nothing to take back any more."))
        return redirect(request, address(project, "plan"))
    row = bring_back(project=project, deleted=deleted, by=request.member, now=now)
    del request.session["deleted"]
    messages.success(request, _("“%s” is back.") % getattr(row, "title", row))
    back = (
        f"{address(project, 'detail')}#people" if deleted["kind"] == "projectcontact" else address(project, "plan")
    )
    return redirect(request, back)
