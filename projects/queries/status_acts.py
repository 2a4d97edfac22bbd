"""What may follow the present status of a project, as buttons and links."""

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.choices import ProjectStatus as Status
from projects.rules.lifecycle import next_statuses


def status_actions(project):
    """``[{label, url, post}]``: what may follow the present status; a reason or a check has a page of its own."""
    wanted = next_statuses(project.status)
    slug = project.organization.slug
    return [
        {"label": label, "url": reverse("projects:status", args=[slug, project.number, verb]), "post": post}
        for status, verb, label, post in _verbs(project)
        if status in wanted
    ]


def _verbs(project):
    working = project.status in (Status.NOT_STARTED, Status.REOPENED)
    begin = ("start", _("Start the project")) if working else ("resume", _("Resume the project"))
    resumed = Status.ACTIVE if project.started_on or working else Status.NOT_STARTED
    return (
        (resumed, *begin, True),
        (Status.ON_HOLD, "hold", _("Put on hold…"), False),
        (Status.DELIVERED, "deliver", _("Mark as delivered"), True),
        (Status.CLOSING, "closing", _("Begin the close-out"), True),
        (Status.CLOSED, "close", _("Close…"), False),
        (Status.REOPENED, "reopen", _("Reopen…"), False),
        (Status.CANCELLED, "cancel", _("Cancel the project…"), False),
    )
