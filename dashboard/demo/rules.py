"""How a demo organization works: its look, its days off, its playbook, a small job, its customers' places."""

import datetime as dt
import io
from decimal import Decimal

from PIL import Image, ImageDraw

from accounts.actions import add_holiday, choose_place, set_logo, update_identity
from accounts.logos import stored_logo
from accounts.models import OrganizationSettings
from customers.actions import add_blackout, update_customer, update_site
from projects.actions.templates import save_template, set_standard

FRIDAY = 4
SMALL_JOB = ("sow_bom", "escalation", "retrospective")
TASKS = (
    ("Order and stage the laptop", Decimal("1.5"), "L1"),
    ("Account, mail and permissions", Decimal(1), "L2"),
    ("Hand over and explain", Decimal("0.5"), "L1"),
)
PLAYBOOK = (
    "Bring hours per level and the week you need, not a name and a day. Dispatch answers within a working day. "
    "If support must give hours, Marcus decides, and it stands in writing."
)


def set_rules(stage):
    """Weekly moment, look, days off, playbook and one template. Needs the members of the stage."""
    _weekly_moment(stage)
    said = {"organization": stage.organization, "by": stage.owner, "now": stage.now}
    look = stage.company
    update_identity(changes={"brand_color": look.color}, **said)
    stage.organization = set_logo(content=stored_logo(_logo(look.name, look.color)), **said)
    country, region = look.place
    choose_place(country=country, region=region, **said)
    add_holiday(on=dt.date(stage.today.year, 12, 24), name="Christmas Eve", **said)
    set_standard(
        project_class="standard",
        key="schedule",
        changes={"due_days": -7, "playbook": PLAYBOOK, "evidence": "Booked hours for the next three weeks"},
        **said,
    )
    save_template(
        name="New user with laptop",
        description="Up to 4 hours, no outage.",
        tasks=TASKS,
        waives=SMALL_JOB,
        by=stage.owner,
        now=stage.now,
    )


def _weekly_moment(stage):
    """Chosen so that drafts wait for approval on whatever day the demo is looked at."""
    weekday = stage.today.weekday()
    send = min(weekday + 1, FRIDAY)
    draft = max(send - 2, 0)
    OrganizationSettings.objects.update(
        send_weekday=send,
        send_time=dt.time(15),
        draft_weekday=draft,
        draft_time=dt.time(0, 30) if draft == weekday else dt.time(15),
    )


def furnish_first_customer(stage):
    """Door notes, closed days and billing of the story's first customer."""
    customer = stage.customers[stage.company.clients[0].key]
    for site in customer.sites.all():
        changes = {"hours": "Mon–Thu 8–17", "access_notes": "Ring at the side door; parking behind the house."}
        update_site(site=site, changes=changes, by=stage.owner)
    update_customer(
        customer=customer,
        by=stage.owner,
        changes={
            "billing_model": "fixed_price",
            "payment_terms_days": 30,
            "tax_note": "Tax exempt, certificate on file",
        },
    )
    days = {"Inventory": (20, 22), "Year-end closing": (36, 42)}
    for reason, (first, last) in days.items():
        add_blackout(
            customer=customer,
            starts_on=stage.today + dt.timedelta(days=first),
            ends_on=stage.today + dt.timedelta(days=last),
            reason=reason,
            by=stage.owner,
        )


def _logo(name, color):
    """The first letters of the name on the organization's color."""
    image = Image.new("RGB", (96, 96), color)
    letters = "".join(word[0] for word in name.split()[:2])
    ImageDraw.Draw(image).text((48, 48), letters, fill="#ffffff", anchor="mm", font_size=52)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
