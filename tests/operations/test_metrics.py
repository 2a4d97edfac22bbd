"""``/metrics``: who may read it, what it says, and that its labels are bounded."""

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from core import clock
from mailing.models import OutgoingMail
from operations.queries.facts import organization_facts
from operations.queries.figures import MOST_ORGANIZATIONS, FactsCollector
from operations.rules import Facts, OrganizationFacts
from tests.faults.mails import queue_many

pytestmark = pytest.mark.django_db
TOKEN = "metrics-token-of-this-test"


@pytest.fixture
def scrape(settings):
    settings.METRICS_TOKEN = TOKEN

    def read(token=TOKEN):
        response = Client(headers={"authorization": f"Bearer {token}"}).get("/metrics")
        if response.status_code != 200:
            return response.status_code
        families = text_string_to_metric_families(response.content.decode())
        return {(s.name, *sorted(s.labels.values())): s.value for family in families for s in family.samples}

    return read


def test_nobody_without_the_token_learns_that_there_are_figures(scrape, settings):
    assert (Client().get("/metrics").status_code, scrape("wrong")) == (404, 404)
    settings.METRICS_TOKEN = ""
    assert scrape("") == 404


def test_waiting_mail_is_counted_by_organization(scrape, harbor, rival):
    queue_many(harbor, 3)
    figures = scrape()
    assert figures[("msp_mail_waiting", "harbor")] == 3
    assert figures[("msp_mail_waiting", "summit")] == 0
    assert figures[("msp_part_up", "database")] == 1
    assert figures[("msp_mail_oldest_seconds",)] >= 0


def test_requests_are_counted_by_door_and_never_by_address(scrape, harbor, signed_in):
    signed_in(harbor.owner).get("/o/harbor/home/")
    signed_in(harbor.owner).get("/o/harbor/projects/?search=a-word-of-a-customer")
    names = [name for name in scrape() if name[0] == "msp_request_seconds_count"]
    assert ("msp_request_seconds_count", "2xx", "GET", "staff") in names
    assert all("harbor" not in str(name) for name in names)


def test_a_mail_that_only_its_recipient_postpones_is_no_stuck_mail(harbor):
    queue_many(harbor, 1)
    now = clock.now()
    assert organization_facts(harbor.organization, now).stuck_since is not None
    with harbor.scope():
        OutgoingMail.objects.update(last_error="452 4.2.2 mailbox full")
    assert organization_facts(harbor.organization, now).stuck_since is None
    with harbor.scope():
        OutgoingMail.objects.update(last_error="421 4.3.2 shutting down")
    assert organization_facts(harbor.organization, now).stuck_since is not None


def test_a_thousand_organizations_are_no_thousand_labels():
    many = tuple(OrganizationFacts(slug=f"o{n}", waiting=n) for n in range(1000))
    collector = FactsCollector(Facts(parts={}, organizations=many), [], clock.now())
    families = {family.name: family for family in collector.collect()}
    kept = {sample.labels["organization"] for sample in families["msp_mail_waiting"].samples}
    assert len(kept) == MOST_ORGANIZATIONS
    assert "o999" in kept
