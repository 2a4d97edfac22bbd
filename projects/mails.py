"""The mails that projects send: one function per kind."""

import datetime as dt
import json
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.queries import settings_of
from core.formats import format_day, format_hours, format_money, format_signed
from mailing.actions import queue_mail
from mailing.render import render_mail
from projects.rules.sow import effort_hours, items

MOST_DIFFERENCES = 10


def released(project, *, by):
    """Tell the salesperson that they are free: who has the project now. Once per project.

    None for a salesperson who accepted it herself: nobody is told of an act of their own.
    """
    sales = project.salesperson
    if sales.pk == by.pk:
        return None
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
        "brand_color": project.organization.brand_color,
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


def dates_notice(project, contact, *, start, end, text, url, today, key):
    """Tell a contact the dates of their project. Once per ``key``: None when that mail exists."""
    wishes = settings_of(project.organization)
    mail = render_mail(
        "dates_notice", dates_context(project, contact, start=start, end=end, text=text, url=url, today=today)
    )
    return queue_mail(
        kind="dates_notice",
        audience="customer",
        to_email=contact.email,
        to_name=contact.name,
        from_name=wishes.sender_name or project.organization.name,
        reply_to=wishes.reply_to or project.project_manager.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=f"dates_notice:{project.pk}:{contact.pk}:{key}",
        project_numbers=[project.number],
        contact_id=contact.pk,
    )


def dates_text(project):
    """What the mail says before the manager changes it; the days stand below it, so that they never differ."""
    return _("These are the dates of %s as we expect them today. Please tell us if they do not suit you.") % (
        project.title
    )


def dates_context(project, contact, *, start, end, text, url, today):
    """What the mail says, as plain values (the gallery uses the same names)."""
    return {
        "organization": project.organization.name,
        "brand_color": project.organization.brand_color,
        "title": project.title,
        "name": contact.name,
        "manager": project.project_manager.name,
        "start": format_day(start, today),
        "end": format_day(end, today),
        "text": text,
        "url": url,
        "rows": date_rows(start, end, project.committed_start, project.committed_end, today),
    }


def date_rows(start, end, agreed_start, agreed_end, today):
    """Start and end with the day that was agreed before, where it differs."""
    return [
        {
            "label": label,
            "value": format_day(now, today),
            "agreed": format_day(before, today) if before and before != now else "",
            "was": _("agreed: %s,") % format_day(before, today) if before and before != now else "",
        }
        for label, now, before in ((_("Start"), start, agreed_start), (_("End"), end, agreed_end))
    ]


def change_order_request(order, request, *, url, today):
    """Ask a contact to approve a change order. Once per link and day: None when that mail exists."""
    project, contact = order.project, request.contact
    wishes = settings_of(project.organization)
    until = request.expires_at.astimezone(project.organization.zone).date()
    context = change_order_context(
        json.loads(order.content),
        name=contact.name,
        manager=project.project_manager.name,
        url=url,
        until=until,
        today=today,
    )
    mail = render_mail("change_order_request", {"brand_color": project.organization.brand_color, **context})
    return queue_mail(
        kind="change_order_request",
        audience="customer",
        to_email=contact.email,
        to_name=contact.name,
        from_name=wishes.sender_name or project.organization.name,
        reply_to=wishes.reply_to or project.project_manager.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=f"change_order:{request.pk}:{today}",
        project_numbers=[project.number],
        contact_id=contact.pk,
    )


def purchase_request(project, request, asked, *, url, today):
    """Ask a contact about their order. Once per link and day: None when that mail exists."""
    contact, wishes = request.contact, settings_of(project.organization)
    until = request.expires_at.astimezone(project.organization.zone).date()
    context = purchase_context(
        project, [one.said for one in asked], name=contact.name, url=url, until=until, today=today
    )
    mail = render_mail("purchase_request", {"brand_color": project.organization.brand_color, **context})
    return queue_mail(
        kind="purchase_request",
        audience="customer",
        to_email=contact.email,
        to_name=contact.name,
        from_name=wishes.sender_name or project.organization.name,
        reply_to=wishes.reply_to or project.project_manager.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=f"purchase:{request.pk}:{today}",
        project_numbers=[project.number],
        contact_id=contact.pk,
    )


def purchase_context(project, lines, *, name, url, until, today):
    """What the mail says, as plain values (the gallery uses the same names); ``lines`` are what differs."""
    return {
        "organization": project.organization.name,
        "title": project.title,
        "manager": project.project_manager.name,
        "name": name,
        "url": url,
        "until": format_day(until, today),
        "lines": lines[:MOST_DIFFERENCES],
        "more": max(len(lines) - MOST_DIFFERENCES, 0),
    }


def out_of_scope_notice(item, request, *, url, today, is_reminder=False):
    """Tell a contact of out-of-scope work, or ask them to approve it. Once per link, day and kind: else None."""
    project, contact = item.project, request.contact
    wishes = settings_of(project.organization)
    context = out_of_scope_context(
        json.loads(item.content),
        name=contact.name,
        manager=project.project_manager.name,
        url=url,
        until=request.expires_at.astimezone(project.organization.zone).date(),
        today=today,
        is_reminder=is_reminder,
    )
    mail = render_mail("out_of_scope", {"brand_color": project.organization.brand_color, **context})
    key = f"out_of_scope:{request.pk}:{item.content_hash[:12]}:{today}"
    return queue_mail(
        kind="out_of_scope",
        audience="customer",
        to_email=contact.email,
        to_name=contact.name,
        from_name=wishes.sender_name or project.organization.name,
        reply_to=wishes.reply_to or project.project_manager.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        idempotency_key=f"{key}:reminder" if is_reminder else key,
        project_numbers=[project.number],
        contact_id=contact.pk,
    )


def out_of_scope_context(notice, *, name, manager, url, until, today, is_reminder=False):
    """What the mail says, as plain values (the gallery uses the same names); ``notice`` is the stored text."""
    return {
        "organization": notice["organization"],
        "title": notice["title"],
        "subject_line": f"{notice['number']} {notice['subject']}",
        "why": notice["why"],
        "asks": notice["mode"] == "approval",
        "is_emergency": notice["mode"] == "emergency",
        "is_reminder": is_reminder,
        "name": name,
        "manager": manager,
        "url": url,
        "until": format_day(until, today),
        "rows": out_of_scope_rows(notice, today),
    }


def out_of_scope_rows(notice, today):
    """``[{label, value, was, before}]`` of what a customer is told: price, the most that is billed, the end, the total."""
    rows, currency = [], notice["currency"]
    if notice["emergency"]:
        rows.append({"label": _("Emergency"), "value": notice["emergency"]})
    if not notice["price"]:
        return [*rows, {"label": _("Price"), "value": _("not known yet; we will tell you")}]
    price, limit = Decimal(notice["price"]), Decimal(notice["limit"])
    rows.append({"label": _("Estimated price"), "value": format_money(price, currency, exact=True)})
    rows.append({"label": _("At most"), "value": format_money(limit, currency, exact=True)})
    if notice["end_after"]:
        rows.append(_row(_("End"), _day(notice["end_after"], today), _day(notice["end_before"], today)))
    before = Decimal(notice["total_before"])
    label = _("Out-of-scope work in all")
    rows.append(
        _row(label, format_money(before + price, currency, exact=True), format_money(before, currency, exact=True))
    )
    return rows


def change_order_context(offer, *, name, manager, url, until, today):
    """What the mail says, as plain values (the gallery uses the same names); ``offer`` is the signed document."""
    return {
        "organization": offer["organization"],
        "title": offer["title"],
        "subject_line": f"{offer['number']} {offer['subject']}",
        "reason": offer["reason"],
        "name": name,
        "manager": manager,
        "url": url,
        "until": format_day(until, today),
        "rows": change_rows(offer, today),
    }


def change_rows(offer, today):
    """``[{label, value, was, before}]`` of an offer: what is added and removed, price, hours where they are billed, end."""
    rows = [{"label": _("Added"), "value": line} for line in items(offer["added"])]
    rows += [{"label": _("Removed"), "value": line} for line in items(offer["removed"])]
    price, before = Decimal(offer["price"]), Decimal(offer["price_before"])
    said = format_money(price, offer["currency"])
    rows.append({"label": _("Price of the change"), "value": f"+{said}" if price > 0 else said})
    rows.append(
        _row(
            _("New total"),
            format_money(before + price, offer["currency"]),
            format_money(before, offer["currency"]),
        )
    )
    hours = effort_hours(offer["effort"])
    if hours and offer["price_basis"] != "fixed_price":
        then = Decimal(offer["hours_before"])
        rows.append(
            _row(_("Hours, %s") % format_signed(hours, "h"), format_hours(then + hours), format_hours(then))
        )
    if offer["committed_end"]:
        rows.append(_row(_("End"), _day(offer["committed_end"], today), _day(offer["end_before"], today)))
    return rows


def _row(label, value, before):
    return {"label": label, "value": value, "before": before, "was": _("now %s,") % before if before else ""}


def _day(text, today):
    return format_day(dt.date.fromisoformat(text), today) if text else ""
