"""The mails that deals send by themselves: one function per kind."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.queries import settings_of
from mailing.actions import queue_mail
from mailing.render import render_mail


def deal_returned(deal, *, by):
    """Tell the salesperson what is asked, in one list. Once per return; nobody to tell: nothing, and None."""
    sales = deal.salesperson
    if sales is None or not sales.is_active or sales.pk == by.pk:
        return None
    mail = render_mail("deal_returned", returned_context(deal, by=by))
    return queue_mail(
        kind="deal_returned",
        audience="sales",
        to_email=sales.email,
        to_name=sales.name,
        from_name=settings_of(deal.organization).sender_name or deal.organization.name,
        reply_to=by.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=f"deal_returned:{deal.pk}:{deal.returns}",
        member_id=sales.pk,
    )


def returned_context(deal, *, by):
    """What the mail says, as plain values (the gallery uses the same names)."""
    values = {
        "organization": deal.organization.name,
        "first_name": deal.salesperson.name.split()[0],
        "returned_by": by.name,
        "customer": deal.customer_name,
        "title": deal.title,
        "questions": list(deal.questions),
        "url": f"{settings.SITE_URL}{deal.get_absolute_url()}",
    }
    return values | {"asks": asks_of(values)}


def asks_of(values):
    """The questions as the numbered box of a mail shows them; the first carries the button."""
    asked = [{"what": question} for question in values["questions"]]
    asked[0] |= {"url": values["url"], "label": _("Answer")}
    return asked
