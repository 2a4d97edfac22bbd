"""The mails that the portal causes."""

from mailing.actions import queue_mail
from mailing.render import render_mail


def send_status_link(*, link, address, now):
    """Send the contact their link again. One per renewal."""
    project = link.project
    context = {
        "organization": project.organization.name,
        "title": project.title,
        "name": link.contact.name,
        "url": address,
    }
    mail = render_mail("status_link", context)
    return queue_mail(
        kind="status_link",
        audience="customer",
        to_email=link.contact.email,
        to_name=link.contact.name,
        from_name=project.organization.name,
        reply_to=project.project_manager.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=f"status_link:{link.pk}:{now.isoformat()}",
        project_numbers=[project.number],
        contact_id=link.contact_id,
    )
