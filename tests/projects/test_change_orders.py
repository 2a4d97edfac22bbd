"""Change orders: nothing before the customer's approval, everything at once with it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.actions import Actor
from core.errors import DomainError, InvalidInput, NotAllowed
from mailing.models import OutgoingMail
from projects import actions
from projects.models import ChangeOrder, ChangeOrderRequest, ChangeOrderSignature, Project, Sow
from projects.queries.scope import scope_of
from tests.factories.scope import approved_by_us, approved_sow, draft_change, effective_change

pytestmark = pytest.mark.django_db


def afresh(project):
    return Project.objects.select_related("project_manager__user", "organization", "customer").get(pk=project.pk)


def test_nothing_changes_before_the_customer_has_approved(project, later):
    approved_sow(project, now=later())
    before = afresh(project)
    approved_by_us(project, now=later(days=1))
    after = afresh(project)
    assert (after.bac, after.committed_end, scope_of(after)) == (50, before.committed_end, scope_of(before))


def test_with_the_approval_budget_end_and_scope_change_together(project, later):
    approved_sow(project, now=later())
    order = effective_change(project, now=later(days=1))
    project, scope = afresh(project), scope_of(afresh(project))
    assert (project.bac, scope.hours, scope.change_hours, scope.current_hours) == (56, 50, 6, 56)
    assert (scope.price, scope.change_price, scope.current_price) == (14400, 1450, 15850)
    assert (project.committed_end, project.baseline_end) == (dt.date(2026, 12, 11), dt.date(2026, 12, 4))
    assert project.told_end == dt.date(2026, 12, 11)
    versions = Sow.objects.filter(project=project).order_by("number")
    assert [(sow.number, sow.state) for sow in versions] == [(1, "superseded"), (2, "approved")]
    second = versions[1]
    assert second.change_order == order
    assert second.deliverables.splitlines()[-1] == "Second line tested"
    assert [row["hours"] for row in second.effort] == ["10", "46"]
    assert second.price == 15850
    assert set(second.signatures.values_list("step", "content_hash")) == {
        ("internal", second.content_hash),
        ("customer", second.content_hash),
    }


def test_two_change_orders_add_up_and_hours_can_be_taken_away(project, later):
    approved_sow(project, now=later())
    effective_change(project, now=later(days=1), committed_end=None)
    effective_change(
        project,
        now=later(days=2),
        committed_end=None,
        added="",
        removed="Mailboxes moved",
        price=Decimal(-900),
        effort=[{"phase": "Build", "level": "L2", "hours": "-12"}],
    )
    project = afresh(project)
    assert (project.bac, project.change_hours, project.change_price) == (44, -6, 550)
    assert Sow.objects.get(project=project, state="approved").deliverables == "Servers racked\nSecond line tested"


def test_before_a_sow_is_approved_a_change_counts_on_top_of_what_was_sold(project, later):
    effective_change(project, now=later())
    assert afresh(project).bac == 46
    approved_sow(project, now=later(days=1))
    assert afresh(project).bac == 56


def test_cost_of_a_change_is_part_of_the_cost_budget_and_of_no_signed_text(project, later):
    before = Decimal(afresh(project).health["cost"]["bac"])
    order = effective_change(project, now=later(), cost=Decimal(317))
    assert Decimal(afresh(project).health["cost"]["bac"]) == before + 6 * 70 + 317
    assert "317" not in order.content


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"effort": [{"phase": "", "level": "L2", "hours": "-33"}]}, "/effort"),
        ({"removed": "Something else"}, "/removed"),
        ({"price": Decimal(10) ** 12}, "/price"),
        ({"committed_end": dt.date(2020, 1, 1)}, "/committed_end"),
        ({"title": "  "}, "/title"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_its_field(project, later, fields, pointer):
    def write_and_propose():
        order = draft_change(project, now=later(), **fields)
        actions.propose_change_order(order=order, by=project.lead_tech, now=later())

    with pytest.raises(InvalidInput) as refused:
        write_and_propose()
    assert refused.value.errors[0]["pointer"] == pointer


def test_a_change_without_a_change_is_not_proposed(project, later):
    order = actions.add_change_order(project=project, title="Nothing", by=project.lead_tech, now=later())
    with pytest.raises(DomainError) as refused:
        actions.propose_change_order(order=order, by=project.lead_tech, now=later())
    assert refused.value.code == "nothing_changes"


def test_only_the_manager_approves_for_us(project, later, harbor):
    order = draft_change(project, now=later())
    actions.propose_change_order(order=order, by=project.lead_tech, now=later())
    for member in (project.lead_tech, harbor.technician, harbor.sales):
        with pytest.raises(NotAllowed):
            actions.approve_change_order(order=order, by=member, now=later())


def test_the_customer_is_asked_by_a_link_of_their_own(project, later, harbor):
    order = approved_by_us(project, now=later())
    contacts = [harbor.contact, harbor.billing_contact]
    for _again in range(2):
        actions.ask_customer(order=order, contacts=contacts, by=project.project_manager, now=later())
    mails = OutgoingMail.objects.filter(kind="change_order_request")
    assert (mails.count(), ChangeOrderRequest.objects.count()) == (2, 2)
    urls = {actions.request_address(row) for row in ChangeOrderRequest.objects.all()}
    assert len(urls) == 2
    assert all(any(url in mail.text for url in urls) for mail in mails)


def test_the_customer_is_not_asked_before_we_have_approved(project, later, harbor):
    order = draft_change(project, now=later())
    with pytest.raises(DomainError) as refused:
        actions.ask_customer(order=order, contacts=[harbor.contact], by=project.project_manager, now=later())
    assert refused.value.code == "not_approved_yet"


def test_the_customer_signs_exactly_what_was_shown_and_once(project, later):
    order = approved_by_us(project, now=later())
    answer = {"name": "Ann Lee", "by": Actor("Ann Lee"), "seen_at": later(), "address": "192.0.2.1"}
    with pytest.raises(DomainError):
        actions.approve_as_customer(order=order, now=later(), seen_hash="0" * 64, **answer)
    for hours in (1, 2):
        actions.approve_as_customer(order=order, now=later(hours=hours), seen_hash=order.content_hash, **answer)
    signed = ChangeOrderSignature.objects.get(change_order=order, step="customer")
    assert (signed.name, signed.method, signed.at) == ("Ann Lee", "link", later(hours=1))
    assert afresh(project).change_price == 1450


def test_a_declined_change_order_stays_without_effect(project, later):
    order = approved_by_us(project, now=later())
    actions.decline_as_customer(
        order=order, name="Ann Lee", reason="Too late this year", by=Actor("Ann Lee"), now=later()
    )
    assert (order.state, order.ending, afresh(project).bac) == ("rejected", "Too late this year", 40)
    with pytest.raises(DomainError) as refused:
        actions.record_customer_approval(
            order=order, name="Ann", method="phone", reference="Call", by=project.project_manager, now=later()
        )
    assert refused.value.code == "already_decided"


def test_an_end_offered_before_another_was_agreed_is_not_approved(project, later):
    first, second = approved_by_us(project, now=later()), approved_by_us(project, now=later())
    record = {"name": "Ann Lee", "method": "email", "reference": "Mail", "by": project.project_manager}
    actions.record_customer_approval(order=first, now=later(), **record)
    with pytest.raises(DomainError) as refused:
        actions.record_customer_approval(order=second, now=later(), **record)
    assert refused.value.code == "end_moved"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_changeorder SET price = price * 10 WHERE id = %s",
        "UPDATE projects_changeorder SET state = 'draft' WHERE id = %s",
        "UPDATE projects_changeorder SET state = 'approved_customer' WHERE id = %s",
        "DELETE FROM projects_changeorder WHERE id = %s",
        "UPDATE projects_changeordersignature SET name = 'Me' WHERE change_order_id = %s",
    ],
)
def test_the_database_keeps_what_was_proposed(project, later, statement):
    order = draft_change(project, now=later())
    actions.propose_change_order(order=order, by=project.lead_tech, now=later())
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [order.pk])
    assert ChangeOrder.objects.get(pk=order.pk).price == 1450
