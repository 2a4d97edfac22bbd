"""People and customers of a bulk organization, written in few statements."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from accounts.actions import create_organization
from accounts.models import CostRate, Membership, Organization, StaffProfile, User
from core import clock
from core.tenancy import organization_scope
from customers.choices import ContactRole
from customers.models import Contact, Customer

SLUG = "bulk-{:04d}"
STAFF = (
    ("manager1", ["project_manager"], ""),
    ("manager2", ["project_manager"], ""),
    ("manager3", ["project_manager"], ""),
    ("lead1", ["lead_tech"], "L3"),
    ("lead2", ["lead_tech"], "L3"),
    ("seller", ["sales"], ""),
    ("dispatcher", ["dispatcher"], ""),
    ("support", ["support"], "L2"),
    ("tech1", ["technician"], "L2"),
    ("tech2", ["technician"], "L2"),
    ("tech3", ["technician"], "L1"),
)
CUSTOMERS = 40
STARTS = ("2020-01-01", {"L1": 48, "L2": 70, "L3": 85})


@dataclass
class Crowd:
    """An organization with its people by the keys of STAFF, and its customers."""

    organization: Organization
    members: dict
    customers: list


def next_number():
    """The first number whose slug is free."""
    taken = (
        Organization.objects.filter(slug__startswith="bulk-")
        .order_by("-slug")
        .values_list("slug", flat=True)
        .first()
    )
    return int(taken.removeprefix("bulk-")) + 1 if taken else 1


def gather(number):
    """Found the organization of that number with staff and customers. Returns the Crowd."""
    slug = SLUG.format(number)
    organization = create_organization(
        slug=slug,
        name=f"Bulk {number:04d} IT",
        owner_email=f"owner@{slug}.example",
        owner_name=f"Owner {number}",
        now=clock.now(),
        time_zone="America/New_York",
        currency="USD",
    )
    with organization_scope(organization.pk):
        return Crowd(organization, _staff(organization, slug), _customers(number))


def _staff(organization, slug):
    locked = make_password(None)
    users = User.objects.bulk_create(
        User(email=f"{key}@{slug}.example", name=f"{key.title()} of {slug}", password=locked)
        for key, _roles, _level in STAFF
    )
    members = Membership.objects.bulk_create(
        Membership(organization=organization, user=user, roles=roles)
        for user, (_key, roles, _level) in zip(users, STAFF, strict=True)
    )
    found = {key: member for (key, _roles, _level), member in zip(STAFF, members, strict=True)}
    StaffProfile.objects.bulk_create(StaffProfile(member=found[key], level=level) for key, _roles, level in STAFF)
    since, rates = STARTS
    CostRate.objects.bulk_create(
        CostRate(member=found[key], starts_on=since, hourly=Decimal(rates[level]))
        for key, _roles, level in STAFF
        if level
    )
    return found


def _customers(number):
    customers = Customer.objects.bulk_create(
        Customer(name=f"Customer {index:03d} of {number:04d}", mail_domain=f"c{index}.bulk-{number:04d}.example")
        for index in range(CUSTOMERS)
    )
    Contact.objects.bulk_create(
        Contact(customer=customer, name=name, email=f"{role}@{customer.mail_domain}", role=role)
        for customer in customers
        for name, role in (("Pat Signer", ContactRole.SIGNER), ("Kim Technical", ContactRole.TECHNICAL))
    )
    return customers
