"""Owners see what became of account mails of their own people, and never what they say."""

import pytest
from django.urls import reverse

from mailing.actions import send_account_mail
from mailing.models import AccountMail
from tests.statements import counted_statements

pytestmark = pytest.mark.django_db
PAGE = "/o/harbor/account-mails/"
SECRET = "https://msp.example/account/password/reset/key/1-secret/"


def write(to, **changes):
    mail = send_account_mail(kind="password_reset", to_email=to, subject="New password", text=SECRET, html=SECRET)
    AccountMail.objects.filter(pk=mail.pk).update(**changes)


def test_an_owner_sees_the_state_and_no_link(harbor, rival, signed_in):
    write("Sales@harbor.example", state="failed", last_error="550 5.1.1 no such user")
    write(rival.sales.email)
    write("stranger@nowhere.example")
    page = signed_in(harbor.owner).get(PAGE).content.decode()
    assert "Sales@harbor.example" in page
    assert "550 5.1.1 no such user" in page
    assert "secret" not in page
    assert rival.sales.email not in page
    assert "stranger" not in page


def test_nobody_else_does(harbor, signed_in):
    assert signed_in(harbor.project_manager).get(PAGE).status_code == 403
    deliveries = reverse("mailing:deliveries", args=["harbor"])
    assert PAGE in signed_in(harbor.owner).get(deliveries).content.decode()
    assert PAGE not in signed_in(harbor.project_manager).get(deliveries).content.decode()


def test_the_page_teaches_while_it_is_empty_and_costs_the_same_when_full(harbor, signed_in):
    client = signed_in(harbor.owner)
    assert "No account mail yet" in client.get(PAGE).content.decode()
    for _number in range(9):
        write("sales@harbor.example")
    with counted_statements() as found:
        client.get(PAGE)
    assert len(found) <= 8, found
