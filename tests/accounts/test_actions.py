"""Founding an organization, adding people, handing out keys."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.actions import add_member, create_api_key, create_organization, update_profile
from accounts.choices import Role
from accounts.models import ApiKey, Membership, Organization, OrganizationSettings, User
from accounts.queries import cost_rate_on, profile_of
from audit.models import AuditEvent
from core.errors import DomainError, InvalidInput, NotAllowed
from core.models import TokenRoute
from core.tenancy import organization_scope
from core.tokens import digest

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def found(**changes):
    values = {"slug": "north", "name": "North Peak", "owner_email": "Olga@North.example", "now": NOON}
    return create_organization(**(values | changes))


def verbs():
    return list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))


def test_an_organization_starts_with_settings_and_an_owner():
    organization = found(time_zone="Europe/Vienna", currency="EUR", updates="automatic")
    with organization_scope(organization.pk):
        owner = Membership.objects.get()
        assert (owner.email, owner.roles) == ("olga@north.example", ["owner"])
        assert not owner.user.has_usable_password()
        settings = OrganizationSettings.objects.get()
        assert (settings.update_mode, settings.reserve_enforced_from) == ("automatic", None)
        assert verbs() == ["organization.created", "member.added", *["template.added"] * 6]
        assert set(AuditEvent.objects.values_list("actor_name", flat=True)) == {"MSP PM"}


def test_the_reserve_is_enforced_from_the_local_day():
    organization = found(time_zone="Pacific/Auckland", enforce_reserve=True)
    with organization_scope(organization.pk):
        assert OrganizationSettings.objects.get().reserve_enforced_from == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "North Peak"),
        ("slug", "-north"),
        ("slug", ""),
        ("slug", "n" * 51),
        ("name", "  "),
        ("name", "n" * 121),
        ("time_zone", "Mars/Olympus"),
        ("currency", "usd"),
        ("updates", "sometimes"),
        ("owner_email", "olga"),
    ],
)
def test_a_bad_value_founds_nothing(field, value):
    with pytest.raises(InvalidInput) as refused:
        found(**{field: value})
    assert refused.value.errors[0]["pointer"] == f"/{field.removeprefix('owner_')}"
    assert not Organization.objects.exists()


def test_a_slug_is_given_once(harbor):
    with pytest.raises(DomainError) as refused:
        found(slug="harbor")
    assert refused.value.code == "organization_exists"


def test_a_member_comes_with_level_hours_and_rate(harbor):
    member = add_member(
        organization=harbor.organization,
        email="new@harbor.example",
        name="Nina New",
        roles=["lead_tech", "support"],
        level="L2",
        weekly_hours=Decimal(32),
        cost_rate=Decimal("71.50"),
        password="a short sentence",
        by=harbor.owner,
    )
    with harbor.scope():
        assert member.roles == ["lead_tech", "support"]
        assert member.user.check_password("a short sentence")
        assert (profile_of(member).level, profile_of(member).weekly_hours) == ("L2", 32)
        assert cost_rate_on(member, date(2026, 1, 1)) == Decimal("71.50")
        event = AuditEvent.objects.get(verb="member.added")
        assert (event.actor, event.object_id) == (harbor.owner, member.pk)
        assert event.changes == {"roles": [None, ["lead_tech", "support"]]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"roles": ["boss"]},
        {"roles": []},
        {"level": "L9"},
        {"weekly_hours": 169},
        {"weekly_hours": -1},
        {"cost_rate": Decimal(-1)},
        {"cost_rate": Decimal(100_001)},
        {"password": "short"},
        {"password": "password1234"},
        {"email": "nobody"},
    ],
)
def test_a_bad_value_adds_nobody(harbor, wrong):
    values = {"organization": harbor.organization, "email": "new@harbor.example", "roles": ["sales"]}
    with pytest.raises(InvalidInput):
        add_member(**(values | wrong))
    assert not User.objects.filter(email="new@harbor.example").exists()


def test_a_technician_adds_nobody(harbor):
    with pytest.raises(NotAllowed):
        add_member(
            organization=harbor.organization, email="new@harbor.example", roles=["sales"], by=harbor.technician
        )


def test_nobody_is_added_twice(harbor):
    with pytest.raises(DomainError) as refused:
        add_member(organization=harbor.organization, email="SALES@harbor.example", roles=["sales"])
    assert refused.value.code == "member_exists"


def test_a_person_of_two_organizations_keeps_one_account_and_password(harbor, rival):
    with pytest.raises(InvalidInput):
        add_member(
            organization=rival.organization,
            email="sales@harbor.example",
            roles=["sales"],
            password="another sentence",
        )
    member = add_member(organization=rival.organization, email="sales@harbor.example", name="X", roles=["sales"])
    assert member.user == harbor.sales.user
    assert User.objects.get(pk=member.user_id).name == harbor.sales.name


def test_the_owner_made_without_password_may_get_one(harbor):
    organization = found()
    user = User.objects.get(email="olga@north.example")
    add_member(
        organization=harbor.organization,
        email=user.email,
        name="Olga",
        roles=["sales"],
        password="a short sentence",
    )
    user.refresh_from_db()
    assert user.check_password("a short sentence")
    assert user.name == "Olga"
    assert organization.name == "North Peak"


def test_a_key_is_stored_as_digest_only(harbor):
    with harbor.scope():
        key, plain = create_api_key(name="CRM", scopes=["deals:write"], member=harbor.sales, by=harbor.owner)
        assert plain.startswith("msp_")
        assert (key.digest, key.prefix) == (digest(plain), plain[:12])
        stored = " ".join(str(value) for value in ApiKey.objects.values_list())
        assert plain[12:] not in stored
        event = AuditEvent.objects.get(verb="api_key.created")
        assert plain not in str(event.changes) + event.object_label
    assert TokenRoute.objects.get(digest=digest(plain)).organization == harbor.organization


@pytest.mark.parametrize("scopes", [["deals"], ["deals:delete"], ["*:read"], []])
def test_a_key_of_unknown_scope_is_refused(harbor, scopes):
    with harbor.scope(), pytest.raises(InvalidInput):
        create_api_key(name="CRM", scopes=scopes, member=harbor.sales)


def test_only_an_owner_hands_out_keys(harbor):
    with harbor.scope(), pytest.raises(NotAllowed):
        create_api_key(name="CRM", scopes=["*"], member=harbor.sales, by=harbor.service_manager)


def test_a_changed_profile_is_on_record_and_an_unchanged_one_is_not(harbor):
    with harbor.scope():
        member = harbor.technician
        update_profile(by=member, name=" Devon C. ", theme="dark")
        update_profile(by=member, name="Devon C.", theme="dark")
        event = AuditEvent.objects.get(verb="member.profile_changed")
        assert event.changes == {"name": ["Devon Clarke", "Devon C."], "theme": ["", "dark"]}
    assert User.objects.get(pk=member.user_id).theme == "dark"


def test_a_profile_keeps_its_name(harbor):
    with harbor.scope(), pytest.raises(InvalidInput):
        update_profile(by=harbor.technician, name=" ", theme="")


def test_every_role_may_be_given():
    organization = found()
    member = add_member(organization=organization, email="all@north.example", roles=list(Role))
    assert set(member.roles) == set(Role.values)
