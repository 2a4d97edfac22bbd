"""Mails that a server refused for good: the project's manager is told, since the customer was not."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import NotificationEvent
from core.due import forget_work
from core.tenancy import current_organization_id
from mailing.choices import REFUSED_KIND, MailState
from mailing.models import OutgoingMail
from notices.actions import notify
from projects.models import Project
from projects.rules.lifecycle import ENDED

MOST = 200


def tell_refused(*, now):
    """Tell the managers of the projects of every refused mail, once a mail. Takes the work off the due list first."""
    forget_work(current_organization_id(), REFUSED_KIND)
    rows = OutgoingMail.objects.filter(state=MailState.FAILED, headers__has_key="X-Project").order_by(
        "-updated_at"
    )
    mails = list(rows.only("organization_id", "to_email", "headers")[:MOST])
    numbers = {number for mail in mails for number in _numbers(mail)}
    related = ("organization", "project_manager__user", "project_manager__organization")
    open_projects = Project.objects.exclude(status__in=ENDED).select_related(*related)
    by_number = {row.number: row for row in open_projects.filter(sequence__in=map(_sequence, numbers))}
    for mail in mails:
        projects = [by_number[number] for number in _numbers(mail) if number in by_number]
        if projects:
            notify(
                members={row.project_manager_id: row.project_manager for row in projects}.values(),
                event=NotificationEvent.MAIL_BOUNCED,
                text=_("The mail to %(to)s did not arrive (%(numbers)s).")
                % {"to": mail.to_email, "numbers": ", ".join(row.number for row in projects)},
                url=reverse("mailing:delivery", args=[projects[0].organization.slug, mail.pk]),
                by=None,
                now=now,
                key=f"mail:{mail.pk}",
            )


def _numbers(mail):
    return [number for number in mail.headers.get("X-Project", "").split(", ") if number.startswith("P-")]


def _sequence(number):
    return int(number.removeprefix("P-"))
