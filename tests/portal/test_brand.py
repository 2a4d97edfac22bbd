"""The customer's page wears the provider's color and logo."""

import pytest

from accounts.actions import set_logo
from accounts.models import Organization
from core import clock

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])


def test_the_page_loads_color_and_logo_of_the_provider(shop, harbor, client):
    assert "/brand/" not in client.get(f"/portal/{shop.token}/").content.decode()
    Organization.objects.filter(pk=harbor.organization.pk).update(brand_color="#1a4fae")
    with harbor.scope():
        logo = set_logo(organization=harbor.organization, content=b"png", by=harbor.owner, now=clock.now()).logo
    page = client.get(f"/portal/{shop.token}/").content.decode()
    assert "/brand/1a4fae.css" in page
    assert f"/brand/harbor/{logo}.png" in page
    assert client.get(f"/brand/harbor/{logo}.png").content == b"png"
