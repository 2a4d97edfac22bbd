"""What holds for the whole API: the OpenAPI file, its page, unknown addresses, missing keys."""

import re

import pytest
import yaml
from django.test import Client

from core.api.reference import groups_of
from tests.isolation.routes import documented

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def test_the_openapi_file_is_open_and_of_version_3_1():
    answer = Client().get("/api/v1/schema/")
    assert answer.status_code == 200
    document = yaml.safe_load(answer.content)
    assert document["openapi"].startswith("3.1")
    assert document["paths"]["/api/v1/members/"]["get"]["operationId"] == "members_list"
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"


def test_the_docs_page_names_every_operation_and_keeps_the_strict_policy():
    answer = Client().get("/api/v1/docs/")
    page, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "unsafe" not in policy
    assert not re.search(r"<script|<style|style=", page)
    assert page.count("<article") == sum(len(methods) for methods in documented().values())
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))
    for words in ("POST</span> <code>/api/v1/deals/", "lines[].skill_level", "curl -X POST", "P-0001/close/"):
        assert words in page, words


def test_the_reference_reads_bodies_examples_and_answers():
    shape = {"type": "object", "required": ["on"], "properties": {"on": {"type": "string", "format": "date"}}}
    body = {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/x/Row"}}}}}
    act = {
        "operationId": "rows_create",
        "tags": ["rows"],
        "description": "Add ``rows``.",
        "requestBody": body,
        "parameters": [{"name": "number", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"204": {}},
    }
    document = {"paths": {"/rows/{number}/": {"post": act}}, "components": {"schemas": {"Row": shape}}}
    ((operation,),) = (group.operations for group in groups_of(document, "https://msp.example"))
    assert operation.paragraphs == (((False, "Add "), (True, "rows"), (False, ".")),)
    assert [(field.name, field.kind, field.required) for field in operation.body] == [("on", "date", True)]
    assert "https://msp.example/rows/P-0001/" in operation.curl
    assert '"on": "2026-12-01"' in operation.curl
    assert operation.answers == (("204", ""),)


@pytest.mark.parametrize("path", ["nothing/", "members/x/y/", "members", ""])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_problem_document(harbor, api_client, path, method):
    for client in (Client(), Client(enforce_csrf_checks=True), api_client(harbor)):
        answer = getattr(client, method)(f"/api/v1/{path}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM)
        assert answer.json()["status"] == 404


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer ", "Basic b3duZXI6cHc=", "Token abc"])
def test_without_a_good_key_the_answer_is_401(harbor, header):
    client = Client(headers={"authorization": header} if header else None)
    answer = client.get("/api/v1/members/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, PROBLEM)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["title"] == "Not signed in"


def test_a_revoked_key_is_dead(harbor, api_client):
    from accounts.models import ApiKey
    from core import clock

    client = api_client(harbor)
    assert client.get("/api/v1/members/").status_code == 200
    with harbor.scope():
        ApiKey.objects.update(revoked_at=clock.now())
    assert client.get("/api/v1/members/").status_code == 401


def test_a_session_opens_no_api(harbor, signed_in):
    assert signed_in(harbor.owner).get("/api/v1/members/").status_code == 401


def test_the_key_of_a_suspended_organization_is_dead(harbor, api_client):
    client = api_client(harbor)
    harbor.organization.is_active = False
    harbor.organization.save()
    assert client.get("/api/v1/members/").status_code == 401


def test_the_wrong_method_and_a_foreign_format_are_problems(harbor, api_client):
    client = api_client(harbor)
    assert client.delete("/api/v1/members/").headers["Content-Type"] == PROBLEM
    assert client.get("/api/v1/members/", headers={"accept": "text/csv"}).status_code == 406


def test_what_breaks_is_a_problem_document_too(harbor, api_client, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("accounts.api.members.members", broken)
    client = api_client(harbor)
    client.raise_request_exception = False
    answer = client.get("/api/v1/members/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert "purpose" not in answer.content.decode()
    assert Client(raise_request_exception=False).get("/healthz").status_code == 200
