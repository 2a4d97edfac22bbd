"""The mails that the portal causes."""

from accounts.queries import settings_of
from mailing.actions import queue_mail
from mailing.render import render_mail


def send_status_link(*, link, address, now):
    """Send the contact their link again. One per renewal."""
    project = link.project
    context = {
        "organization": project.organization.name,
        "brand_color": project.organization.brand_color,
        "title": project.title,
        "name": link.contact.name,
        "url": address,
    }
    wishes = settings_of(project.organization)
    mail = render_mail("status_link", context)
    return queue_mail(
        kind="status_link",
        audience="customer",
        to_email=link.contact.email,
        to_name=link.contact.name,
        from_name=wishes.sender_name or project.organization.name,
        reply_to=wishes.reply_to or project.project_manager.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=f"status_link:{link.pk}:{now.isoformat()}",
        project_numbers=[project.number],
        contact_id=link.contact_id,
    )
