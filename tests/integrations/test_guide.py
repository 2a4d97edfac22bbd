"""The examples of docs/api.md are what they say: they sign as we check, and check what we sign."""

import base64
import hashlib
import hmac
import json
import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from integrations.outgoing.sending import signed_headers
from integrations.signatures import as_secret, is_genuine

SECRET = as_secret("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I")
GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"


@pytest.fixture
def guide():
    """The functions that the guide shows."""
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    names = {}
    exec("\n".join(blocks), names)
    return SimpleNamespace(**names)


def test_what_the_guide_signs_is_genuine(guide, monkeypatch):
    sent = []

    def answer(request, **_options):
        sent.append(request)
        return SimpleNamespace(status=201)

    monkeypatch.setattr(guide.urllib.request, "urlopen", answer)
    assert guide.deliver("https://msp.example/hooks/v1/harbor/crm/", SECRET, "msg_1", {"title": "x"}) == 201
    headers = {name.lower(): value for name, value in sent[0].header_items()}
    assert is_genuine(secrets=[SECRET], headers=headers, body=sent[0].data, at=time.time())
    assert json.loads(sent[0].data) == {"title": "x"}


def test_the_guide_knows_our_messages_from_others(guide):
    delivery = SimpleNamespace(pk=SimpleNamespace(hex="1" * 32), body='{"type": "deal.accepted"}')
    headers = signed_headers(delivery, [as_secret("YW5vdGhlci1hbm90aGVyLWFub3RoZXItYW5vdGhlcg"), SECRET])
    assert guide.is_ours(SECRET, headers, delivery.body.encode(), time.time())
    assert not guide.is_ours(SECRET, headers, b"{}", time.time())
    assert not guide.is_ours(SECRET, headers, delivery.body.encode(), time.time() + 400)


def test_a_signature_is_the_one_of_the_standard():
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, b"msg_1.1.{}", hashlib.sha256).digest()).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": f"v1,other v1,{wanted}"}
    assert is_genuine(secrets=[SECRET], headers=headers, body=b"{}", at=2)
