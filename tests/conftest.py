"""Fixtures for every test: the cast, signed-in clients and API keys."""

import pytest
from django.test import Client
from hypothesis import settings

from accounts.models import ApiKey
from core.models import TokenPurpose, TokenRoute
from core.tokens import digest, new_token
from tests.factories.cast import make_company

# A busy machine is no defect of a rule: what is found counts, not how quickly.
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")

CANARY = "CANARY-7f3a"


@pytest.fixture
def harbor(db):
    """Harbor Light IT, the organization most tests work in."""
    return make_company("harbor", "Harbor Light IT")


@pytest.fixture
def rival(db):
    """Summit Ridge MSP, the rival; every text of its rows carries the canary."""
    return make_company("summit", f"Summit Ridge {CANARY}", canary=f" {CANARY}")


@pytest.fixture
def signed_in():
    """``signed_in(member)``: a browser-like client of that member."""

    def sign_in(member):
        client = Client()
        client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def api_client():
    """``api_client(company, role, scopes)``: a client with the bearer key of that member."""

    def make(company, role="project_manager", scopes=("*",)):
        token = new_token()
        with company.scope():
            key = ApiKey.objects.create(
                name="test",
                member=company.members[role],
                digest=digest(token),
                prefix=token[:8],
                scopes=list(scopes),
            )
        TokenRoute.objects.create(
            digest=key.digest, purpose=TokenPurpose.API_KEY, organization=company.organization, object_id=key.pk
        )
        return Client(headers={"authorization": f"Bearer {token}"})

    return make
