"""A sample week for the gallery of mails and the golden files: one project off track, one on track. No database."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from accounts.models import Organization
from mailing.gallery import Sample
from projects.models import Project
from updates.choices import Audience
from updates.mails import KIND, assemble_mail, render_sections
from updates.models import UpdateRender, WeeklyUpdate
from updates.prices import Price
from updates.snapshot import Budget, Material, Owed, Person, Point, Snapshot, Time, Work, to_json

MONDAY = dt.date(2026, 11, 16)
DAY = dt.date
WORDS = (
    "The vendor moved the delivery from November 24 to December 9. We moved the switch-over to Saturday, "
    "January 2, so that your practice keeps running before the holidays."
)


def snapshot(**changes):
    """The server refresh of the design: late because of the vendor, price unchanged."""
    values = {
        "taken_at": dt.datetime(2026, 11, 19, 20, 0, tzinfo=dt.UTC),
        "today": DAY(2026, 11, 19),
        "since": dt.datetime(2026, 11, 12, 20, 0, tzinfo=dt.UTC),
        "week_start": MONDAY,
        "number": "P-0007",
        "title": "Server refresh",
        "customer": "Acme Dental",
        "status": "active",
        "billing_model": "fixed_price",
        "currency": "USD",
        "manager": Person("Ana Ruiz", "ana@harborlight.example", "(401) 555-0110"),
        "lead": Person("Joon Park", "joon@harborlight.example", "(401) 555-0146"),
        "time": Time(
            "red",
            "end_late",
            11,
            DAY(2026, 10, 26),
            True,
            DAY(2027, 1, 6),
            DAY(2026, 12, 18),
            DAY(2026, 12, 18),
            None,
            "amber",
        ),
        "budget": Budget(
            "amber",
            "slightly_over",
            "hours",
            Decimal(104),
            Decimal("46.5"),
            Decimal("61.7"),
            Decimal("108.2"),
            Decimal("4.04"),
            Decimal(9480),
            Decimal(4120),
            Decimal(9774),
            "USD",
            "green",
        ),
        "price": Price("fixed_price", "green", Decimal(38400)),
        "last_price_color": "green",
        "hours_logged": Decimal("9.5"),
        "owed": (
            Owed(
                "purchased",
                "What was purchased",
                "customer",
                "waiting",
                False,
                DAY(2026, 11, 15),
                DAY(2026, 11, 20),
                "Confirm the list of what you purchased",
            ),
            Owed(
                "escalation",
                "Escalation availability",
                "support",
                "open",
                True,
                DAY(2026, 11, 9),
                DAY(2026, 11, 17),
            ),
        ),
        "done": (
            Work("Directory clean-up, 41 old accounts closed", "Devon Clarke"),
            Work("Margin check of the extra work", "Ana Ruiz", customer=False),
        ),
        "next": (
            Work("Rack and power", "Joon Park", DAY(2026, 11, 23), DAY(2026, 11, 23)),
            Work("Move the file shares", "Joon Park", DAY(2026, 11, 24), DAY(2026, 11, 25), disruptive=True),
        ),
        "milestones": (
            Point("Rack and power", DAY(2026, 11, 23)),
            Point("Servers arrive", DAY(2026, 11, 24), DAY(2026, 12, 9)),
            Point("Kick-off", DAY(2026, 10, 26), reached=DAY(2026, 10, 27)),
        ),
        "materials": (Material("Server SRV-1", "backordered", DAY(2026, 12, 9)),),
        "contacts": (
            Person("Ann Lee", "ann@acme.example", "(401) 555-0171", "signer"),
            Person("Raj Patel", "raj@acme.example", "", "technical"),
        ),
        "changed": ("time", "budget", "end"),
    }
    return Snapshot(**values | changes)


def calm_snapshot():
    """The second project of the digest: time and materials, on track, nothing needed."""
    return snapshot(
        number="P-0009",
        title="Wi-Fi rollout, 3 sites",
        customer="Tidewater Foods",
        billing_model="time_and_materials",
        time=Time(
            "green",
            "end_on_the_day",
            0,
            DAY(2026, 11, 9),
            True,
            DAY(2026, 12, 11),
            DAY(2026, 12, 11),
            DAY(2026, 12, 11),
            None,
            "green",
        ),
        budget=Budget(
            "green",
            "within_budget",
            "hours",
            Decimal(60),
            Decimal(20),
            Decimal(38),
            Decimal(58),
            Decimal("-3.33"),
            last_color="green",
        ),
        price=Price("time_and_materials", "green", Decimal(9000), Decimal(3000), Decimal(8700)),
        owed=(),
        done=(Work("Site survey", "Devon Clarke"),),
        next=(),
        milestones=(),
        materials=(),
        changed=(),
    )


def quiet_snapshot():
    """A week without work: nothing finished, no hour logged, the next day of work known."""
    return replace(
        calm_snapshot(),
        hours_logged=Decimal(0),
        done=(),
        next=(Work("Mount the access points", "Devon Clarke", DAY(2026, 11, 30), DAY(2026, 12, 1)),),
    )


def sample_update(facts, words="", sequence=7):
    """``(update, {audience: UpdateRender})`` of a snapshot, nothing of it stored."""
    organization = Organization(slug="harbor", name="Harbor Light IT", time_zone="America/New_York")
    project = Project(organization=organization, sequence=sequence, title=facts.title)
    update = WeeklyUpdate(
        id=UUID(int=sequence),
        organization=organization,
        project=project,
        week_start=MONDAY,
        words=words,
        snapshot=to_json(facts),
        time_color=facts.time.color,
        budget_color=facts.budget.color,
    )
    renders = {
        audience: UpdateRender(
            update=update,
            audience=audience,
            subject=s.subject,
            headline=s.headline,
            summary=s.summary,
            text=s.text,
            html=s.html,
        )
        for audience, s in render_sections(update).items()
    }
    return update, renders


def mail_samples():
    """The weekly update for each audience, with one project and with several."""
    late, calm = sample_update(snapshot(), WORDS), sample_update(calm_snapshot(), sequence=9)
    alone = [Sample(KIND, audience, _mail(audience, late)) for audience in Audience.values]
    quiet = sample_update(quiet_snapshot(), sequence=9)
    several = Sample(KIND, "customer", _mail("customer", late, calm), "several")
    return [*alone, several, Sample(KIND, "customer", _mail("customer", quiet), "quiet")]


def _mail(audience, *updates):
    customer = audience == Audience.CUSTOMER
    return assemble_mail(
        [(update, renders[audience]) for update, renders in updates],
        audience=audience,
        sender="Harbor Light IT",
        week_start=MONDAY,
        day=DAY(2026, 11, 20),
        links={update.pk: "https://msp.example/portal/token/" for update, _renders in updates}
        if customer
        else None,
        unsubscribe_url="" if audience == Audience.SALES else "https://msp.example/respond/unsubscribe/token/",
    )
