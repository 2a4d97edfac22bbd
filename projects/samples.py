"""The mails of projects as the gallery and the golden files show them. No database."""

from datetime import date

from mailing.gallery import Sample
from mailing.render import render_mail
from projects.mails import change_order_context, date_rows, out_of_scope_context

TODAY = date(2026, 11, 19)
RELEASED = {
    "organization": "Harbor Light IT",
    "first_name": "Sam",
    "manager": "Ana Ruiz",
    "manager_first_name": "Ana",
    "lead_tech": "Joon Park",
    "accepted_by": "Ana Ruiz",
    "customer": "Acme Dental",
    "title": "Server refresh",
    "number": "P-0007",
    "start": date(2026, 10, 26),
    "end": date(2026, 12, 18),
    "url": "https://msp.example/o/harbor/projects/P-0007/",
}


NOTICE = {
    "organization": "Harbor Light IT",
    "title": "Server refresh",
    "name": "Ann Lee",
    "manager": "Ana Ruiz",
    "start": "Mon, Oct 26",
    "end": "Wed, Jan 6, 2027",
    "text": (
        "The vendor delivers on December 9 instead of November 24, so the end moves. "
        "Please tell us if it does not suit you."
    ),
    "url": "https://msp.example/portal/token/",
}


OFFER = {
    "organization": "Harbor Light IT",
    "title": "Server refresh",
    "number": "CO-1",
    "subject": "Second internet line for the practice",
    "reason": "You asked on November 17 that the phones keep working when the first line fails.",
    "added": "Second line, set up and tested",
    "removed": "",
    "effort": [{"phase": "Build", "level": "L2", "hours": "6"}],
    "price": "1450.00",
    "currency": "USD",
    "price_before": "38400.00",
    "hours_before": "104.00",
    "price_basis": "time_and_materials",
    "end_before": "2026-12-18",
    "committed_end": "2027-01-06",
}
PURCHASE = {
    "organization": "Harbor Light IT",
    "title": "Server refresh",
    "manager": "Ana Ruiz",
    "name": "Ann Lee",
    "url": "https://msp.example/respond/purchase/token/",
    "until": "Sat, Dec 19",
    "lines": ["Server: quantity sold 2, now 3", "Rail kit: not on the order"],
    "more": 0,
}
EXTRA = {
    "organization": "Harbor Light IT",
    "title": "Server refresh",
    "number": "OOS-3",
    "subject": "New cabling to the front desk",
    "why": "The cable found there does not carry the new phones.",
    "mode": "approval",
    "emergency": "",
    "hours": "3.00",
    "price": "450.00",
    "limit": "540.00",
    "currency": "USD",
    "total_before": "310.00",
    "days_added": 0,
    "end_before": "",
    "end_after": "",
}
EMERGENCY = {
    "mode": "emergency",
    "subject": "Firewall replaced at night",
    "why": "",
    "emergency": "The old one failed and the practice was offline.",
    "price": "",
    "limit": "",
}


def _extra(notice=EXTRA, **said):
    context = out_of_scope_context(
        notice,
        name="Ann Lee",
        manager="Ana Ruiz",
        url="https://msp.example/respond/out-of-scope/token/",
        until=date(2026, 11, 29),
        today=TODAY,
        **said,
    )
    return render_mail("out_of_scope", context)


def mail_samples():
    """The mails of this app."""
    rows = date_rows(date(2026, 10, 26), date(2027, 1, 6), date(2026, 10, 26), date(2026, 12, 18), TODAY)
    request = change_order_context(
        OFFER,
        name="Ann Lee",
        manager="Ana Ruiz",
        url="https://msp.example/respond/change-order/token/",
        until=date(2026, 12, 19),
        today=TODAY,
    )
    return [
        Sample("released", "sales", render_mail("released", RELEASED)),
        Sample("dates_notice", "customer", render_mail("dates_notice", {**NOTICE, "rows": rows})),
        Sample("change_order_request", "customer", render_mail("change_order_request", request)),
        Sample("out_of_scope", "customer", _extra()),
        Sample("out_of_scope", "customer", _extra(is_reminder=True), "reminder"),
        Sample("out_of_scope", "customer", _extra(EXTRA | EMERGENCY), "emergency"),
        Sample("out_of_scope", "customer", _extra(EXTRA | {"mode": "preauthorized"}), "agreed"),
        Sample("purchase_request", "customer", render_mail("purchase_request", PURCHASE)),
    ]
