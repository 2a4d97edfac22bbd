"""The mails that projects send by themselves: one function per kind."""

from django.conf import settings

from accounts.queries import settings_of
from mailing.actions import queue_mail
from mailing.render import render_mail


def released(project, *, by):
    """Tell the salesperson that they are free: who has the project now. Once per project."""
    sales = project.salesperson
    mail = render_mail("released", released_context(project, by=by))
    return queue_mail(
        kind="released",
        audience="sales",
        to_email=sales.email,
        to_name=sales.name,
        from_name=settings_of(project.organization).sender_name or project.organization.name,
        reply_to=project.project_manager.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=f"released:{project.pk}",
        project_numbers=[project.number],
        member_id=sales.pk,
    )


def released_context(project, *, by):
    """What the mail says, as plain values (the gallery uses the same names)."""
    return {
        "organization": project.organization.name,
        "first_name": project.salesperson.name.split()[0],
        "manager": project.project_manager.name,
        "manager_first_name": project.project_manager.name.split()[0],
        "lead_tech": project.lead_tech.name,
        "accepted_by": by.name,
        "customer": project.customer.name,
        "title": project.title,
        "number": project.number,
        "start": project.committed_start,
        "end": project.committed_end,
        "url": f"{settings.SITE_URL}/o/{project.organization.slug}/projects/{project.number}/",
    }
