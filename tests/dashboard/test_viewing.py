"""Looking with other eyes: an owner as a member, staff as the customer; reading only, and on record."""

import pytest

from audit.models import AuditEvent
from projects.models import StatusLink
from tests.factories.projects import make_project
from tests.isolation.routes import routes_under
from tests.isolation.world import fingerprint

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(harbor):
    with harbor.scope():
        return make_project(harbor, title="Server refresh")


@pytest.fixture
def viewing(harbor, project, signed_in):
    """The owner's browser, seeing the product as the technician."""
    client = signed_in(harbor.owner)
    assert client.post("/o/harbor/view-as/", {"member": str(harbor.technician.pk)}).status_code == 302
    return client


def test_an_owner_sees_what_the_member_sees_and_that_it_is_so(viewing, project):
    page = viewing.get("/o/harbor/projects/").content.decode()
    assert "You see the product as <b>Devon Clarke</b>" in page
    assert viewing.get("/o/harbor/projects/P-0001/status/hold/").status_code == 403
    assert "/o/harbor/customers/new/" not in viewing.get("/o/harbor/customers/").content.decode()


def test_no_route_writes_while_viewing(harbor, viewing, project):
    before = fingerprint(harbor)
    values = {
        "slug": "harbor",
        "number": "P-0001",
        "key": "sold",
        "verb": "hold",
        "list_key": "projects",
        "act": "hold",
    }
    tried = 0
    for route in routes_under("o/"):
        if set(route.parameters) <= values.keys() and not route.path.endswith("view-as/stop/"):
            assert viewing.post(route.address(values), {"reason": "x"}).status_code == 403, route
            tried += 1
    assert tried > 20
    assert fingerprint(harbor) == before


def test_both_ends_are_on_record_and_stopping_brings_one_back(harbor, viewing):
    assert viewing.post("/o/harbor/view-as/stop/").status_code == 302
    assert "You see the product as" not in viewing.get("/o/harbor/home/").content.decode()
    with harbor.scope():
        events = AuditEvent.objects.filter(verb__startswith="member.view").order_by("created_at")
        assert [(event.verb, event.actor_id, event.object_id) for event in events] == [
            ("member.viewed_as", harbor.owner.pk, harbor.technician.pk),
            ("member.view_ended", harbor.owner.pk, harbor.technician.pk),
        ]


def test_who_is_no_owner_any_more_is_oneself_at_once(harbor, viewing):
    with harbor.scope():
        harbor.owner.roles = ["sales"]
        harbor.owner.save()
    assert "You see the product as" not in viewing.get("/o/harbor/home/").content.decode()


def test_only_owners_and_only_members_of_their_own(harbor, rival, signed_in):
    assert signed_in(harbor.service_manager).post("/o/harbor/view-as/", {"member": "x"}).status_code == 403
    owner = signed_in(harbor.owner)
    for wrong in (str(rival.technician.pk), "no-id", ""):
        assert owner.post("/o/harbor/view-as/", {"member": wrong}).status_code == 404
    assert owner.post("/o/harbor/view-as/", {"member": str(harbor.owner.pk)}).status_code == 409


def test_staff_see_the_customer_s_page_without_a_link_of_theirs(harbor, project, signed_in):
    client = signed_in(harbor.technician)
    frame = client.get("/o/harbor/projects/P-0001/customer-view/").content.decode()
    assert 'src="/o/harbor/projects/P-0001/customer-view/page/"' in frame
    page = client.get("/o/harbor/projects/P-0001/customer-view/page/")
    assert "What we need from you" in page.content.decode()
    assert "/portal/" not in page.content.decode()
    assert "sandbox" in page["Content-Security-Policy"]
    with harbor.scope():
        assert not StatusLink.objects.exists()
