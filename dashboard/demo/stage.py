"""Setting the stage of a demo organization: people, working rules, customers. The acts come from ``script``."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from accounts.actions import add_member, create_organization
from accounts.directory import organization_by_slug
from accounts.models import CostRate, Membership, StaffProfile, User
from accounts.queries import holidays, settings_of
from customers.actions import add_contact, add_site, create_customer
from dashboard.demo.rules import furnish_first_customer, set_rules

PASSWORD = "lighthouse-demo"  # noqa: S105  the same for everybody, printed, refused in production


@dataclass
class Stage:
    """A demo organization while its story is played. ``members`` and ``customers`` by the story's keys."""

    company: object
    organization: object
    now: dt.datetime
    members: dict = field(default_factory=dict)
    customers: dict = field(default_factory=dict)
    calendar: object = None

    @property
    def owner(self):
        """The first colleague of the story."""
        return self.members[self.company.colleagues[0].key]

    @property
    def today(self):
        """The organization's date at the moment of seeding."""
        return self.now.astimezone(self.organization.zone).date()

    def day(self, number):
        """The working day ``number`` days from today; a past day never becomes today, a coming one never past."""
        day = self.today + dt.timedelta(days=number)
        if number >= 0:
            return self.calendar.next_working(day)
        while not self.calendar.is_working(day):
            day -= dt.timedelta(days=1)
        return day

    def at(self, number, hour, minute=0):
        """The instant (UTC) of a local wall-clock time on that working day."""
        moment = dt.datetime.combine(self.day(number), dt.time(hour, minute), self.organization.zone)
        return moment.astimezone(dt.UTC)


def demo_email(company, colleague):
    """The address with which a colleague signs in."""
    return colleague.email or f"{colleague.key}@{company.slug}.example"


def found(company, now):
    """Create the organization of the story unless its slug is taken; None when it is."""
    if organization_by_slug(company.slug) is not None:
        return None
    owner = company.colleagues[0]
    return create_organization(
        slug=company.slug,
        name=company.name,
        owner_email=demo_email(company, owner),
        owner_name=owner.name,
        now=now,
        time_zone=company.time_zone,
        currency=company.currency,
        updates=company.update_mode,
    )


def set_stage(company, organization, now):
    """People, rules, customers. Needs the organization's scope. Returns the Stage."""
    stage = Stage(company, organization, now)
    for number, colleague in enumerate(company.colleagues, 10):
        stage.members[colleague.key] = _engage(stage, colleague, number)
    _give_password(stage.members.values())
    for colleague in company.colleagues:
        if colleague.deputy:
            member = stage.members[colleague.key]
            member.deputy = stage.members[colleague.deputy]
            member.save(update_fields=["deputy"])
    for colleague in company.colleagues:
        if colleague.away:
            first, last = (stage.today + dt.timedelta(days=number) for number in colleague.away)
            profile = StaffProfile.objects.filter(member=stage.members[colleague.key])
            profile.update(absent_from=first, absent_until=last)
    set_rules(stage)
    # The story was written without the holidays of its past: a shifted day would turn its order round.
    coming = {day for day in holidays(organization) if day >= stage.today}
    stage.calendar = settings_of(organization).calendar(coming)
    for client in company.clients:
        stage.customers[client.key] = _meet(stage, client)
    furnish_first_customer(stage)
    return stage


def _engage(stage, colleague, number):
    email = demo_email(stage.company, colleague)
    member = Membership.objects.filter(user__email=email).select_related("user").first()
    if member is None:
        member = add_member(
            organization=stage.organization,
            email=email,
            name=colleague.name,
            roles=colleague.roles,
            level=colleague.level,
            cost_rate=colleague.rate,
        )
    elif list(colleague.roles) != member.roles:  # the owner, who came with the organization
        member.roles = list(colleague.roles)
        member.save(update_fields=["roles"])
    StaffProfile.objects.filter(member=member).update(phone=stage.company.phone.format(number))
    if colleague.rate:
        _raise_rate(member, colleague.rate, stage.today)
    return member


def _give_password(members):
    """The known password to all who have none yet: one hash for everybody, because hashing is slow on purpose."""
    new = [member.user for member in members if not member.user.has_usable_password()]
    hashed = make_password(PASSWORD)
    for user in new:
        user.password = hashed
    User.objects.bulk_update(new, ["password"])


def _raise_rate(member, rate, today):
    """Rates are dated: last year an hour cost a little less."""
    CostRate.objects.create(member=member, starts_on=dt.date(today.year - 1, 1, 1), hourly=Decimal(rate))
    CostRate.objects.filter(member=member, starts_on__lt=dt.date(2001, 1, 1)).update(hourly=Decimal(rate) - 4)


def _meet(stage, client):
    customer = create_customer(
        name=client.name,
        by=stage.owner,
        time_zone=client.time_zone,
        mail_domain=client.domain,
        source="hubspot",
        external_id=f"C-{client.key}",
    )
    for name, role in client.people:
        add_contact(customer=customer, name=name, email=contact_email(client, name), role=role, by=stage.owner)
    if client.site:
        name, _comma, address = client.site.partition(", ")
        add_site(customer=customer, name=name, address=address, by=stage.owner)
    return customer


def contact_email(client, name):
    """The address of a customer's person: first and last name at the customer's domain."""
    words = [word.strip(".").lower() for word in name.split()]
    return f"{words[-2] if len(words) > 1 else words[0]}.{words[-1]}@{client.domain}"
