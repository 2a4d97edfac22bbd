"""R5: connection pooling in transaction mode cannot mix tenants. A real PgBouncer, two server connections.

Seen to bite: the same crowd with a session-level setting (``set_config(…, false)``) reads the other
organization in thousands of cases; ``test_a_session_setting_would_mix_tenants`` keeps that proof.
"""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections

from accounts.models import Organization
from core.db.prepared import prepared_rows
from core.tenancy import SETTING, organization_scope
from customers.models import Customer
from tests.isolation.pooler import pooled
from tests.servers import find_pgbouncer, require

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.xdist_group("pooler")]

CLIENTS = 8
REQUESTS = 1000 if os.environ.get("MSP_GATE") else 100


@pytest.fixture
def through_the_pooler(transactional_db):
    """New connections go through PgBouncer; two organizations with one customer each, named like them."""
    program = require(find_pgbouncer(), "PgBouncer")
    organizations = [Organization.objects.create(slug=slug, name=slug) for slug in ("left", "right")]
    for organization in organizations:
        with organization_scope(organization.pk):
            Customer.objects.create(name=organization.slug)
    shared = connections["default"].settings_dict  # threads open their connections from this very dict
    direct = {key: shared[key] for key in ("HOST", "PORT")}
    with pooled(program) as address:
        shared.update(address)
        yield organizations
        shared.update(direct)


def crowd(organizations, read):
    """Eight clients read in turn as both organizations; how many answers were not their own."""

    def client(number):
        wrong = 0
        try:
            for turn in range(REQUESTS):
                organization = organizations[(number + turn) % 2]
                wrong += read(organization) != [organization.slug]
        finally:
            connection.close()
        return wrong

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS)))


def test_a_scope_through_the_pooler_never_reads_another_organization(through_the_pooler):
    def read(organization):
        with organization_scope(organization.pk):
            # The base manager: row security alone must do it.
            return list(Customer._base_manager.values_list("name", flat=True))

    assert crowd(through_the_pooler, read) == 0


def names():
    return Customer._base_manager.values_list("name")


def test_plans_kept_by_a_session_serve_the_organization_in_force_through_the_pooler(through_the_pooler):
    """Clients share two sessions and their plans, and never assume that the last session is theirs again."""

    def read(organization):
        with organization_scope(organization.pk):
            return [name for (name,) in prepared_rows(names)]

    assert crowd(through_the_pooler, read) == 0


def test_a_session_setting_would_mix_tenants(through_the_pooler):
    def read(organization):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, str(organization.pk)])
            try:
                cursor.execute("SELECT name FROM customers_customer")
            except ProgrammingError:  # a server connection that nobody has set yet: loud, so nothing is mixed
                return [organization.slug]
            return [name for (name,) in cursor.fetchall()]

    assert crowd(through_the_pooler, read) > 0


def test_no_code_of_ours_sets_the_organization_for_a_whole_session():
    sources = [p for p in Path(settings.BASE_DIR).glob("[a-z]*/**/*.py") if not {".venv", "tests"} & set(p.parts)]
    pattern = re.compile(r"(?i)\bSET\s+(?!LOCAL)(SESSION\s+)?app\.|set_config\((?!'lock_timeout')[^)]*,\s*false\)")
    assert len(sources) > 50
    assert [str(p) for p in sources if pattern.search(p.read_text())] == []
