"""The standing cast: two rival MSPs, a person in every role, a customer with contacts each."""

from dataclasses import dataclass, field
from decimal import Decimal

from accounts.choices import Role
from accounts.models import CostRate, Membership, Organization, OrganizationSettings, StaffProfile, User
from core import clock
from core.tenancy import organization_scope
from customers.choices import ContactRole
from customers.models import Contact, Customer

PASSWORD = "correct horse battery"

PEOPLE = {
    Role.OWNER: ("Olivia Grant", ""),
    Role.SERVICE_MANAGER: ("Marcus Webb", ""),
    Role.PROJECT_MANAGER: ("Ana Ruiz", ""),
    Role.SALES: ("Sam Ortiz", ""),
    Role.LEAD_TECH: ("Joon Park", "L3"),
    Role.DISPATCHER: ("Tom Becker", ""),
    Role.SUPPORT: ("Keisha Brown", "L2"),
    Role.TECHNICIAN: ("Devon Clarke", "L2"),
}


@dataclass
class Company:
    """One MSP of the cast. ``members`` by role; ``customer`` with a signer and a billing contact."""

    organization: Organization
    members: dict[str, Membership] = field(default_factory=dict)
    customer: Customer | None = None
    contact: Contact | None = None
    billing_contact: Contact | None = None

    def __getattr__(self, name):
        """``company.project_manager``: the member who holds that role."""
        try:
            return self.__dict__["members"][name]
        except KeyError:
            raise AttributeError(name) from None

    def scope(self):
        """Enter this organization's scope."""
        return organization_scope(self.organization.pk)


def make_company(slug, name, *, canary="", time_zone="America/New_York"):
    """An MSP with settings, a member per role (address ``<role>@<slug>.example``) and a customer."""
    organization = Organization.objects.create(slug=slug, name=name, time_zone=time_zone, currency="USD")
    company = Company(organization)
    with company.scope():
        OrganizationSettings.objects.create()
        for role, (person, level) in PEOPLE.items():
            company.members[role.value] = make_member(
                organization, f"{role.value}@{slug}.example", f"{person}{canary}", [role.value], level
            )
        company.customer = Customer.objects.create(name=f"Acme Dental{canary}")
        company.contact = make_contact(company.customer, f"Ann Lee{canary}", f"ann@{slug}-acme.example")
        company.billing_contact = make_contact(
            company.customer, f"Bill Doe{canary}", f"bill@{slug}-acme.example", ContactRole.BILLING, receives=False
        )
    return company


def make_member(organization, email, name, roles, level="", cost_rate=Decimal(70)):
    """A user with the cast's password and a membership, profile and cost rate. Needs a scope."""
    user = User.objects.create_user(email, PASSWORD, name=name)
    member = Membership.objects.create(organization=organization, user=user, roles=list(roles))
    StaffProfile.objects.create(member=member, level=level, phone="(401) 555-0110")
    if level:
        CostRate.objects.create(member=member, starts_on=clock.now().date().replace(year=2020), hourly=cost_rate)
    return member


def make_contact(customer, name, email, role=ContactRole.SIGNER, *, receives=True):
    """A contact of the customer. Needs a scope."""
    return Contact.objects.create(customer=customer, name=name, email=email, role=role, receives_updates=receives)
